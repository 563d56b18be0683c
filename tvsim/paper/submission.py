"""The form of a submission (tờ trình) to a higher authority, after Decree 30/2020/NĐ-CP on clerical work."""

from __future__ import annotations

from tvsim.language import Language
from tvsim.paper.blocks import Letterhead, Signature
from tvsim.paper.evidence import Evidence

DOTS = "……"


def letterhead(evidence: Evidence, language: Language) -> Letterhead:
    """Return what stands over and under a submission; what only the office knows is left to be filled in."""
    base, plan = (language.name(each.plan.name, each.name) for each in (evidence.base, evidence.plan))
    if evidence.proposed:
        subject = f"Về việc phê duyệt phương án “{plan}”"
    else:
        subject = f"Về kết quả mô phỏng hoạt động của {base}"
    return Letterhead(
        authority="[TÊN CƠ QUAN CHỦ QUẢN]",
        office=base.upper(),
        number=f"Số: {DOTS}/TTr-{DOTS}",
        state="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        motto="Độc lập - Tự do - Hạnh phúc",
        place_and_date=f"{DOTS}, ngày {DOTS} tháng {DOTS} năm {DOTS}",
        kind="TỜ TRÌNH",
        subject=subject,
        to=f"Kính gửi: {DOTS}{DOTS}{DOTS}",
    )


def signature() -> Signature:
    """Return what ends a submission."""
    return Signature(
        closing=f"Kính trình {DOTS}{DOTS} xem xét, quyết định./.",
        copies=("Nơi nhận:", "- Như trên;", "- Lưu: VT."),
        signer="GIÁM ĐỐC",
    )
