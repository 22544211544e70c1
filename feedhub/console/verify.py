"""What differs between the database and the trees, for a person."""

from collections import Counter

from rich.markup import escape

from feedhub.console import stdout
from feedhub.report import Findings

_MOST_LINES = 20  # of one kind; --json has more


def show_findings(findings: Findings) -> None:
    """Print what differs, the first of each kind, and the counts."""
    console = stdout()
    shown: Counter[str] = Counter()
    for finding in findings.named:
        shown[finding.kind] += 1
        if shown[finding.kind] <= _MOST_LINES:
            console.print(escape(str(finding)), soft_wrap=True)
    for kind, count in findings.counts.items():
        if count > _MOST_LINES:
            console.print(f"{kind}: … and {count - _MOST_LINES} more")
    if findings.not_ours:
        names = ", ".join(findings.not_ours_named[:5]) + (", …" if findings.not_ours > 5 else "")
        console.print(escape(f"not ours, and left alone: {findings.not_ours}: {names}"), soft_wrap=True)
    found = findings.counts.total()
    mended = f", {findings.mended} of them mended" if findings.mended else ""
    console.print(
        f"{findings.documents} documents, {findings.files} files; "
        f"{found or 'no'} difference{'' if found == 1 else 's'}{mended}"
    )
