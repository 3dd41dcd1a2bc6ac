//! Which children the elements of a statement have, in order.
//!
//! In goes a path of tags; out comes the list to hold it against. The lists are the union of the versions .02 to .08, which
//! keep one order, so that a file of any version can be held against them: what a schema would refuse gets a name, and
//! the reading goes on.

use super::tags::Tag;

/// A child, and whether it must be there.
pub(crate) type Child = (Tag, bool);

macro_rules! children {
    ($($tag:ident $need:literal)*) => { &[$((Tag::$tag, $need)),*] };
}

const GROUP_HEADER: &[Child] =
    children! { MsgId true CreDtTm true MsgRcpt false MsgPgntn false OrgnlBizQry false AddtlInf false };
const STATEMENT: &[Child] = children! {
    Id true StmtPgntn false NtfctnPgntn false RptPgntn false ElctrncSeqNb false RptgSeq false LglSeqNb false
    CreDtTm false FrToDt false CpyDplctInd false RptgSrc false Acct true RltdAcct false Intrst false Bal false
    TxsSummry false Ntry false AddtlStmtInf false AddtlNtfctnInf false AddtlRptInf false
};
const ACCOUNT: &[Child] = children! { Id true Tp false Ccy false Nm false Prxy false Ownr false Svcr false };
const BALANCE: &[Child] = children! { Tp true CdtLine false Amt true CdtDbtInd true Dt true Avlbty false };
const ENTRY: &[Child] = children! {
    NtryRef false Amt true CdtDbtInd true RvslInd false Sts true BookgDt false ValDt false AcctSvcrRef false
    Avlbty false BkTxCd true ComssnWvrInd false AddtlInfInd false AmtDtls false Chrgs false TechInptChanl false
    Intrst false CardTx false NtryDtls false AddtlNtryInf false
};
const DETAILS: &[Child] = children! { Btch false TxDtls false };
const DETAIL: &[Child] = children! {
    Refs false Amt false CdtDbtInd false AmtDtls false Avlbty false BkTxCd false Chrgs false Intrst false
    RltdPties false RltdAgts false LclInstrm false Purp false RltdRmtInf false RmtInf false RltdDts false
    RltdPric false RltdQties false FinInstrmId false Tax false RtrInf false CorpActn false SfkpgAcct false
    CshDpst false CardTx false AddtlTxInf false SplmtryData false
};
const REFERENCES: &[Child] = children! {
    MsgId false AcctSvcrRef false PmtInfId false InstrId false EndToEndId false UETR false TxId false MndtId false
    ChqNb false ClrSysRef false AcctOwnrTxId false AcctSvcrTxId false MktInfrstrctrTxId false PrcgId false
    Prtry false
};
const PARTIES: &[Child] = children! {
    InitgPty false Dbtr false DbtrAcct false UltmtDbtr false Cdtr false CdtrAcct false UltmtCdtr false
    TradgPty false Prtry false
};
const REMITTANCE: &[Child] = children! { Ustrd false Strd false };
const RETURN: &[Child] = children! { OrgnlBkTxCd false Orgtr false Rsn false AddtlInf false };
const ADDRESS: &[Child] = children! {
    AdrTp false Dept false SubDept false StrtNm false BldgNb false BldgNm false Flr false PstBx false Room false
    PstCd false TwnNm false TwnLctnNm false DstrctNm false CtrySubDvsn false Ctry false AdrLine false
};
const BANK: &[Child] = children! {
    BICFI false BIC false ClrSysMmbId false LEI false Nm false PstlAdr false Othr false
};
const PARTY: &[Child] = children! {
    Pty false Agt false Nm false PstlAdr false Id false CtryOfRes false CtctDtls false
};
const DOMAIN: &[Child] = children! { Cd true Fmly true };
const FAMILY: &[Child] = children! { Cd true SubFmlyCd true };
const CREDITOR_REFERENCE: &[Child] = children! { Tp false Ref false };
const STRUCTURED: &[Child] = children! {
    RfrdDocInf false RfrdDocAmt false CdtrRefInf false Invcr false Invcee false TaxRmt false GrnshmtRmt false
    AddtlRmtInf false
};
const AMOUNTS: &[Child] = children! {
    InstdAmt false TxAmt false CntrValAmt false AnncdPstngAmt false PrtryAmt false
};
const AMOUNT: &[Child] = children! { Amt true CcyXchg false };
const BATCH: &[Child] = children! { MsgId false PmtInfId false NbOfTxs false TtlAmt false CdtDbtInd false };
const SUMMARY: &[Child] = children! {
    TtlNtries false TtlCdtNtries false TtlDbtNtries false TtlNtriesPerBkTxCd false
};
const TOTAL: &[Child] = children! {
    NbOfNtries false Sum false TtlNetNtryAmt false CdtDbtInd false TtlNetNtry false
};
const PERIOD: &[Child] = children! { FrDtTm true ToDtTm true };
const AGENTS: &[Child] = children! {
    InstgAgt false InstdAgt false DbtrAgt false CdtrAgt false IntrmyAgt1 false IntrmyAgt2 false IntrmyAgt3 false
    RcvgAgt false DlvrgAgt false IssgAgt false SttlmPlc false Prtry false
};
const SERVICER: &[Child] = children! { FinInstnId true BrnchId false };
const PAGES: &[Child] = children! { PgNb true LastPgInd true };

/// The children of an element of a statement in their order; `None` for elements that are not looked at so closely.
pub(crate) fn children(path: &[Tag]) -> Option<&'static [Child]> {
    match path {
        [_, Tag::BkToCstmrStmt | Tag::BkToCstmrDbtCdtNtfctn | Tag::BkToCstmrAcctRpt, rest @ ..] => match rest
        {
            [Tag::GrpHdr] => Some(GROUP_HEADER),
            [Tag::Stmt | Tag::Ntfctn | Tag::Rpt] => Some(STATEMENT),
            [_, Tag::Acct] => Some(ACCOUNT),
            [_, Tag::Bal] => Some(BALANCE),
            [_, Tag::Ntry] => Some(ENTRY),
            [_, Tag::Ntry, Tag::NtryDtls] => Some(DETAILS),
            [_, Tag::Ntry, Tag::NtryDtls, Tag::TxDtls] => Some(DETAIL),
            [_, Tag::Ntry, Tag::NtryDtls, Tag::TxDtls, Tag::Refs] => Some(REFERENCES),
            [_, Tag::Ntry, Tag::NtryDtls, Tag::TxDtls, Tag::RltdPties] => Some(PARTIES),
            [_, Tag::Ntry, Tag::NtryDtls, Tag::TxDtls, Tag::RmtInf] => Some(REMITTANCE),
            [_, Tag::Ntry, Tag::NtryDtls, Tag::TxDtls, Tag::RtrInf] => Some(RETURN),
            [_, Tag::FrToDt] => Some(PERIOD),
            // What a bank adds of its own has names of its own.
            rest if rest.contains(&Tag::SplmtryData) => None,
            [.., Tag::RltdPties, Tag::Dbtr | Tag::Cdtr | Tag::UltmtDbtr | Tag::UltmtCdtr] => Some(PARTY),
            [.., last] => anywhere(*last),
            [] => None,
        },
        _ => None,
    }
}

/// Elements that have one content wherever they stand.
fn anywhere(last: Tag) -> Option<&'static [Child]> {
    Some(match last {
        Tag::PstlAdr => ADDRESS,
        Tag::FinInstnId => BANK,
        Tag::Domn => DOMAIN,
        Tag::Fmly => FAMILY,
        Tag::CdtrRefInf => CREDITOR_REFERENCE,
        Tag::Strd => STRUCTURED,
        Tag::AmtDtls => AMOUNTS,
        Tag::InstdAmt | Tag::TxAmt => AMOUNT,
        Tag::DbtrAcct | Tag::CdtrAcct => ACCOUNT,
        Tag::Btch => BATCH,
        Tag::TxsSummry => SUMMARY,
        Tag::TtlNtries | Tag::TtlCdtNtries | Tag::TtlDbtNtries => TOTAL,
        Tag::RltdAgts => AGENTS,
        Tag::Svcr => SERVICER,
        Tag::MsgPgntn => PAGES,
        _ => return None,
    })
}
