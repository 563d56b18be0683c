"""The form of a submission (tờ trình) to a higher authority, after Decree 30/2020/NĐ-CP on clerical work.

A study that proposes nothing is a report (báo cáo): it asks for no decision.
"""

from __future__ import annotations

from tvsim.language import Language
from tvsim.paper.blocks import Letterhead, Signature
from tvsim.paper.evidence import Evidence

DOTS = "……"


def letterhead(evidence: Evidence, language: Language) -> Letterhead:
    """Return what stands over a submission; what only the office knows is left to be filled in.

    Where nothing is compared, the one scenario may be a plan, whose name is no office's.
    """
    titles, base = evidence.titles(language), language.name(evidence.base.plan.name, evidence.base.name)
    if evidence.proposed:
        subject, office = f"Về việc phê duyệt phương án “{titles[evidence.proposed]}”", base.upper()
    else:
        subject, office = f"Về kết quả mô phỏng “{titles[0]}”", "[TÊN CƠ QUAN, TỔ CHỨC]"
    return Letterhead(
        authority="[TÊN CƠ QUAN CHỦ QUẢN]",
        office=office,
        number=f"Số: {DOTS}/{'TTr' if evidence.proposed else 'BC'}-{DOTS}",
        state="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        motto="Độc lập - Tự do - Hạnh phúc",
        place_and_date=f"{DOTS}, ngày {DOTS} tháng {DOTS} năm {DOTS}",
        kind="TỜ TRÌNH" if evidence.proposed else "BÁO CÁO",
        subject=subject,
        to=f"Kính gửi: {DOTS}{DOTS}{DOTS}",
    )


def reference(evidence: Evidence) -> str:
    """Return what an annex says it belongs to."""
    kind, sign = ("Tờ trình", "TTr") if evidence.proposed else ("Báo cáo", "BC")
    return f"(Kèm theo {kind} số {DOTS}/{sign}-{DOTS} ngày {DOTS} tháng {DOTS} năm {DOTS} của {DOTS}{DOTS})"


def signature(evidence: Evidence) -> Signature:
    """Return what ends a submission, or a report."""
    asked = "Kính trình {to} xem xét, quyết định./." if evidence.proposed else "Trên đây là báo cáo, kính gửi {to}./."
    return Signature(
        closing=asked.format(to=DOTS + DOTS),
        copies=("Nơi nhận:", "- Như trên;", "- Lưu: VT."),
        signer="GIÁM ĐỐC",
    )
