//! Which children the elements of a statement have, in order.
//!
//! In goes a path of tags; out comes the [`Shape`] to hold it against. The lists are the union of the versions .02 to .08, which
//! keep one order, so that a file of any version can be held against them: what a schema would refuse gets a name, and
//! the reading goes on.

use super::tags::Tag;

/// A child, and whether it must be there.
type Child = (Tag, bool);

/// The children an element may have, in their order; looked up by tag, for it is asked for every element of a file.
pub(crate) struct Shape {
    children: &'static [Child],
    /// By tag, the place in the list; [`Shape::STRANGER`] for what is not in it.
    ranks: [u8; Tag::COUNT],
    needed: u32,
}

impl Shape {
    const STRANGER: u8 = u8::MAX;

    const fn of(children: &'static [Child]) -> Shape {
        assert!(children.len() <= u32::BITS as usize);
        let mut shape = Shape { children, ranks: [Shape::STRANGER; Tag::COUNT], needed: 0 };
        let mut at = 0;
        while at < children.len() {
            shape.ranks[children[at].0 as usize] = at as u8;
            shape.needed |= (children[at].1 as u32) << at;
            at += 1;
        }
        shape
    }

    /// The place of a child in the order; `None` for a stranger.
    pub fn rank(&self, tag: Tag) -> Option<u8> {
        Some(self.ranks[tag as usize]).filter(|rank| *rank != Shape::STRANGER)
    }

    /// The child at a place.
    pub fn child(&self, rank: u8) -> Tag {
        self.children[usize::from(rank)].0
    }

    /// The children that must be there and were not seen (a bit for each place).
    pub fn missing(&self, seen: u32) -> impl Iterator<Item = Tag> {
        let missing = self.needed & !seen;
        let ranks = (0..self.children.len() as u8).filter(move |_| missing != 0);
        ranks.filter(move |rank| missing & (1 << rank) != 0).map(|rank| self.child(rank))
    }
}

macro_rules! children {
    ($($tag:ident $need:literal)*) => { Shape::of(&[$((Tag::$tag, $need)),*]) };
}

static GROUP_HEADER: Shape =
    children! { MsgId true CreDtTm true MsgRcpt false MsgPgntn false OrgnlBizQry false AddtlInf false };
static STATEMENT: Shape = children! {
    Id true StmtPgntn false NtfctnPgntn false RptPgntn false ElctrncSeqNb false RptgSeq false LglSeqNb false
    CreDtTm false FrToDt false CpyDplctInd false RptgSrc false Acct true RltdAcct false Intrst false Bal false
    TxsSummry false Ntry false AddtlStmtInf false AddtlNtfctnInf false AddtlRptInf false
};
static ACCOUNT: Shape = children! { Id true Tp false Ccy false Nm false Prxy false Ownr false Svcr false };
static BALANCE: Shape = children! { Tp true CdtLine false Amt true CdtDbtInd true Dt true Avlbty false };
static ENTRY: Shape = children! {
    NtryRef false Amt true CdtDbtInd true RvslInd false Sts true BookgDt false ValDt false AcctSvcrRef false
    Avlbty false BkTxCd true ComssnWvrInd false AddtlInfInd false AmtDtls false Chrgs false TechInptChanl false
    Intrst false CardTx false NtryDtls false AddtlNtryInf false
};
static DETAILS: Shape = children! { Btch false TxDtls false };
static DETAIL: Shape = children! {
    Refs false Amt false CdtDbtInd false AmtDtls false Avlbty false BkTxCd false Chrgs false Intrst false
    RltdPties false RltdAgts false LclInstrm false Purp false RltdRmtInf false RmtInf false RltdDts false
    RltdPric false RltdQties false FinInstrmId false Tax false RtrInf false CorpActn false SfkpgAcct false
    CshDpst false CardTx false AddtlTxInf false SplmtryData false
};
static REFERENCES: Shape = children! {
    MsgId false AcctSvcrRef false PmtInfId false InstrId false EndToEndId false UETR false TxId false MndtId false
    ChqNb false ClrSysRef false AcctOwnrTxId false AcctSvcrTxId false MktInfrstrctrTxId false PrcgId false
    Prtry false
};
static PARTIES: Shape = children! {
    InitgPty false Dbtr false DbtrAcct false UltmtDbtr false Cdtr false CdtrAcct false UltmtCdtr false
    TradgPty false Prtry false
};
static REMITTANCE: Shape = children! { Ustrd false Strd false };
static RETURN: Shape = children! { OrgnlBkTxCd false Orgtr false Rsn false AddtlInf false };
static ADDRESS: Shape = children! {
    AdrTp false Dept false SubDept false StrtNm false BldgNb false BldgNm false Flr false PstBx false Room false
    PstCd false TwnNm false TwnLctnNm false DstrctNm false CtrySubDvsn false Ctry false AdrLine false
};
static BANK: Shape = children! {
    BICFI false BIC false ClrSysMmbId false LEI false Nm false PstlAdr false Othr false
};
static PARTY: Shape = children! {
    Pty false Agt false Nm false PstlAdr false Id false CtryOfRes false CtctDtls false
};
static DOMAIN: Shape = children! { Cd true Fmly true };
static FAMILY: Shape = children! { Cd true SubFmlyCd true };
static CREDITOR_REFERENCE: Shape = children! { Tp false Ref false };
static STRUCTURED: Shape = children! {
    RfrdDocInf false RfrdDocAmt false CdtrRefInf false Invcr false Invcee false TaxRmt false GrnshmtRmt false
    AddtlRmtInf false
};
static AMOUNTS: Shape = children! {
    InstdAmt false TxAmt false CntrValAmt false AnncdPstngAmt false PrtryAmt false
};
static AMOUNT: Shape = children! { Amt true CcyXchg false };
static BATCH: Shape = children! { MsgId false PmtInfId false NbOfTxs false TtlAmt false CdtDbtInd false };
static SUMMARY: Shape = children! {
    TtlNtries false TtlCdtNtries false TtlDbtNtries false TtlNtriesPerBkTxCd false
};
static TOTAL: Shape = children! {
    NbOfNtries false Sum false TtlNetNtryAmt false CdtDbtInd false TtlNetNtry false
};
static PERIOD: Shape = children! { FrDtTm true ToDtTm true };
static AGENTS: Shape = children! {
    InstgAgt false InstdAgt false DbtrAgt false CdtrAgt false IntrmyAgt1 false IntrmyAgt2 false IntrmyAgt3 false
    RcvgAgt false DlvrgAgt false IssgAgt false SttlmPlc false Prtry false
};
static SERVICER: Shape = children! { FinInstnId true BrnchId false };
static PAGES: Shape = children! { PgNb true LastPgInd true };

/// The shape of an element of a statement; `None` for elements that are not looked at so closely.
pub(crate) fn shape(path: &[Tag]) -> Option<&'static Shape> {
    match path {
        [_, Tag::BkToCstmrStmt | Tag::BkToCstmrDbtCdtNtfctn | Tag::BkToCstmrAcctRpt, rest @ ..] => match rest
        {
            [Tag::GrpHdr] => Some(&GROUP_HEADER),
            [Tag::Stmt | Tag::Ntfctn | Tag::Rpt] => Some(&STATEMENT),
            [_, Tag::Acct] => Some(&ACCOUNT),
            [_, Tag::Bal] => Some(&BALANCE),
            [_, Tag::Ntry] => Some(&ENTRY),
            [_, Tag::Ntry, Tag::NtryDtls] => Some(&DETAILS),
            [_, Tag::Ntry, Tag::NtryDtls, Tag::TxDtls] => Some(&DETAIL),
            [_, Tag::Ntry, Tag::NtryDtls, Tag::TxDtls, Tag::Refs] => Some(&REFERENCES),
            [_, Tag::Ntry, Tag::NtryDtls, Tag::TxDtls, Tag::RltdPties] => Some(&PARTIES),
            [_, Tag::Ntry, Tag::NtryDtls, Tag::TxDtls, Tag::RmtInf] => Some(&REMITTANCE),
            [_, Tag::Ntry, Tag::NtryDtls, Tag::TxDtls, Tag::RtrInf] => Some(&RETURN),
            [_, Tag::FrToDt] => Some(&PERIOD),
            // What a bank adds of its own has names of its own.
            rest if rest.contains(&Tag::SplmtryData) => None,
            [.., Tag::RltdPties, Tag::Dbtr | Tag::Cdtr | Tag::UltmtDbtr | Tag::UltmtCdtr] => Some(&PARTY),
            [.., last] => anywhere(*last),
            [] => None,
        },
        _ => None,
    }
}

/// Elements that have one content wherever they stand.
fn anywhere(last: Tag) -> Option<&'static Shape> {
    Some(match last {
        Tag::PstlAdr => &ADDRESS,
        Tag::FinInstnId => &BANK,
        Tag::Domn => &DOMAIN,
        Tag::Fmly => &FAMILY,
        Tag::CdtrRefInf => &CREDITOR_REFERENCE,
        Tag::Strd => &STRUCTURED,
        Tag::AmtDtls => &AMOUNTS,
        Tag::InstdAmt | Tag::TxAmt => &AMOUNT,
        Tag::DbtrAcct | Tag::CdtrAcct => &ACCOUNT,
        Tag::Btch => &BATCH,
        Tag::TxsSummry => &SUMMARY,
        Tag::TtlNtries | Tag::TtlCdtNtries | Tag::TtlDbtNtries => &TOTAL,
        Tag::RltdAgts => &AGENTS,
        Tag::Svcr => &SERVICER,
        Tag::MsgPgntn => &PAGES,
        _ => return None,
    })
}
