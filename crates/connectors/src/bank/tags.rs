//! The element names of ISO 20022 messages that are looked at, as one byte each.
//!
//! In goes a local name, out comes a [`Tag`]; what nobody looks at is [`Tag::Other`].

macro_rules! tags {
    ($($name:ident)*) => {
        /// An element name.
        #[allow(clippy::upper_case_acronyms)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Tag { Other, $($name),* }
        const ALL: &[(&str, Tag)] = &[$((stringify!($name), Tag::$name)),*];
    };
}

tags! {
    Document BkToCstmrStmt BkToCstmrDbtCdtNtfctn BkToCstmrAcctRpt CstmrPmtStsRpt CstmrDrctDbtInitn CstmrCdtTrfInitn
    GrpHdr MsgId CreDtTm MsgRcpt MsgPgntn OrgnlBizQry AddtlInf Stmt Ntfctn Rpt Id StmtPgntn NtfctnPgntn RptPgntn
    ElctrncSeqNb RptgSeq LglSeqNb FrToDt FrDtTm ToDtTm CpyDplctInd RptgSrc Acct RltdAcct Intrst Bal TxsSummry Ntry
    AddtlStmtInf AddtlNtfctnInf AddtlRptInf Tp Ccy Nm Prxy Ownr Svcr CdtLine Amt CdtDbtInd Dt DtTm Avlbty CdOrPrtry Cd
    Prtry IBAN Othr FinInstnId BIC BICFI NtryRef RvslInd Sts BookgDt ValDt AcctSvcrRef BkTxCd
    ComssnWvrInd AddtlInfInd AmtDtls Chrgs TechInptChanl CardTx NtryDtls AddtlNtryInf Domn Fmly SubFmlyCd Btch NbOfTxs
    TtlAmt PmtInfId TxDtls Refs RltdPties RltdAgts LclInstrm Purp RltdRmtInf RmtInf RltdDts RltdPric RltdQties
    FinInstrmId Tax RtrInf CorpActn SfkpgAcct CshDpst AddtlTxInf SplmtryData InstrId EndToEndId UETR TxId MndtId ChqNb
    ClrSysRef AcctOwnrTxId AcctSvcrTxId MktInfrstrctrTxId PrcgId InitgPty Dbtr DbtrAcct UltmtDbtr Cdtr CdtrAcct
    UltmtCdtr TradgPty DbtrAgt CdtrAgt Agt Pty PrvtId OrgId Ustrd Strd RfrdDocInf RfrdDocAmt CdtrRefInf Invcr Invcee TaxRmt
    GrnshmtRmt AddtlRmtInf Ref Rsn OrgnlBkTxCd Orgtr InstdAmt TxAmt CntrValAmt AnncdPstngAmt PrtryAmt TtlNtries
    TtlCdtNtries TtlDbtNtries TtlNtriesPerBkTxCd NbOfNtries Sum Rcrd
    PmtInf CtrlSum SeqTp ReqdColltnDt ReqdExctnDt CdtrSchmeId DrctDbtTxInf CdtTrfTxInf PmtId PmtTpInf DrctDbtTx
    MndtRltdInf OrgnlGrpInfAndSts OrgnlMsgId OrgnlMsgNmId OrgnlNbOfTxs GrpSts OrgnlPmtInfAndSts OrgnlPmtInfId PmtInfSts TxInfAndSts
    StsId OrgnlInstrId OrgnlEndToEndId TxSts StsRsnInf OrgnlTxRef
    PstlAdr AdrTp Dept SubDept StrtNm BldgNb BldgNm Flr PstBx Room PstCd TwnNm TwnLctnNm DstrctNm CtrySubDvsn Ctry AdrLine ClrSysMmbId LEI TaxId RegnId TaxTp Authstn CtryOfRes CtctDtls TtlNetNtryAmt TtlNetNtry SchmeNm Issr InstgAgt InstdAgt IntrmyAgt1 IntrmyAgt2 IntrmyAgt3 RcvgAgt DlvrgAgt IssgAgt SttlmPlc CcyXchg BrnchId PgNb LastPgInd
}

const SLOTS: usize = 1024;

const fn slot(name: &[u8]) -> usize {
    let (first, last) = (name[0] as usize, name[name.len() - 1] as usize);
    let middle = name[name.len() / 2] as usize;
    (name.len() * 61 + first * 7 + middle * 31 + last * 131) & (SLOTS - 1)
}

static TABLE: [(&str, Tag); SLOTS] = {
    let mut table = [("", Tag::Other); SLOTS];
    let mut number = 0;
    while number < ALL.len() {
        let mut at = slot(ALL[number].0.as_bytes());
        while !table[at].0.is_empty() {
            at = (at + 1) & (SLOTS - 1);
        }
        table[at] = ALL[number];
        number += 1;
    }
    table
};

/// The tag of a local name.
pub(crate) fn tag(name: &str) -> Tag {
    if name.is_empty() {
        return Tag::Other;
    }
    let mut at = slot(name.as_bytes());
    loop {
        let (known, tag) = TABLE[at];
        if known.is_empty() || known == name {
            return tag;
        }
        at = (at + 1) & (SLOTS - 1);
    }
}

impl Tag {
    /// How many there are.
    pub const COUNT: usize = ALL.len() + 1;

    /// The name, for people.
    pub fn name(self) -> &'static str {
        ALL.iter().find(|(_, tag)| *tag == self).map_or("?", |(name, _)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_strangers_are_not() {
        for (name, expected) in ALL {
            assert_eq!(tag(name), *expected, "{name}");
            assert_eq!(expected.name(), *name);
        }
        for name in ["", "x", "Ntr", "Ntry2", "ntry", "é"] {
            assert_eq!(tag(name), Tag::Other, "{name}");
        }
    }
}
