"""The database, the archive and the public tree held against each other, and mended from the database."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from feedhub.errors import OutputError, StoreError
from feedhub.model import Absence, Document, Flaw, Mark, Stale, Tree
from feedhub.output import temporary
from feedhub.output.survey import Found, Standing, Survey
from feedhub.pipeline.publish import Publisher
from feedhub.publish import shapes
from feedhub.report import Finding, Findings, Publishing, Tell
from feedhub.store import Store

_POSTS_AT_ONCE = 100
_BROKEN_ROW = (ValueError, LookupError, TypeError, AttributeError)
"""What rendering raises where a row holds what feedhub never wrote."""

_IMPORT = "a post of a newer database, or your own: `feedhub import jekyll` takes it in, or move it away"


@dataclass(slots=True)
class Verification:
    """One look at a whole state, with `repair` one that mends what follows from the database.

    The paths of all documents are kept while it runs; of their bytes, only those in hand. Cut off, it leaves marks as a
    pass does, or nothing, and doing it again does what is left.
    """

    store: Store
    publisher: Publisher
    survey: Survey
    tell: Tell
    stopping: threading.Event
    repair: bool
    findings: Findings = field(default_factory=Findings)
    _expected: set[tuple[Tree, str]] = field(default_factory=set)
    _waiting: set[tuple[Tree, str]] = field(default_factory=set)
    _again: list[Mark] = field(default_factory=list)
    _blocked: str = ""  # why nothing can be published

    def run(self) -> Findings:
        """Return what differs. Raises OutputError, StoreError where repairing fails as a pass would."""
        if not self._database_file():
            return self.findings
        self._tables()
        self._carry_out_waiting()
        with self.store.database.rehearse():
            self._look_ahead()
            self._documents()
        if self._again and not self.stopping.is_set():
            self.store.marks.again(self._again)
            self.publisher.publish(self.tell, self.stopping)  # what is marked by now was rendered before
        if not self.stopping.is_set():
            self._files()
        return self.findings

    # ---- the database

    def _database_file(self) -> bool:
        """Whether the database itself can be relied on; a faulty index is made again."""
        flaws = left = self.store.soundness.file()
        if flaws and self.repair:
            try:
                self.store.soundness.reindex()
            except StoreError:
                pass  # more than an index is broken
            left = self.store.soundness.file()
        self._add_flaws("database", flaws, left)
        return not left

    def _tables(self) -> None:
        soundness = self.store.soundness
        for check in soundness.checks():
            flaws = left = soundness.flaws(check)
            if flaws and check.mend and self.repair:
                soundness.mend(check)
                left = soundness.flaws(check)
            self._add_flaws(check.kind, flaws, left)

    def _add_flaws(self, kind: str, flaws: Sequence[Flaw], left: Sequence[Flaw]) -> None:
        remaining = set(left)
        for flaw in flaws:
            mended = "" if flaw in remaining else "done"
            self.findings.add(Finding(kind, flaw.place, flaw.what, flaw.advice or "--repair mends it", mended))

    # ---- marks

    def _carry_out_waiting(self) -> None:
        """Repairing, carry out the marks that a pass left."""
        if not self.repair:
            return
        count = self.store.marks.count()
        what = f"{count} mark{'' if count == 1 else 's'}"
        try:
            written = self.publisher.publish(self.tell, self.stopping)
        except _BROKEN_ROW as error:
            self._broken(what, error)
            self._blocked = "first mend what is broken: it holds up all publishing"
        else:
            if count or written:
                self.findings.add(Finding("waiting", what, "of a pass that was cut off", mended="published"))

    def _look_ahead(self) -> None:
        """Find out which documents wait to be published, and name them as one thing: the next pass does it."""
        for kind in Stale:
            while not self.stopping.is_set() and (marks := self.store.marks.oldest(kind, _at_once(kind))):
                try:
                    documents = self.publisher.render(kind, marks)
                    self._waiting.update((one.tree, str(one.path)) for one in documents)
                except (OutputError, StoreError, *_BROKEN_ROW):
                    pass  # it is found again among all documents, or leads nowhere and is named by now
                self.store.marks.clear(marks)
        if count := len(self._waiting):
            what = f"{count} document{'' if count == 1 else 's'}"
            advice = "the next `feedhub sync` does it, or --repair"
            self.findings.add(Finding("waiting", what, "to be published", advice))

    # ---- documents

    def _documents(self) -> None:
        """Render all that the state implies, and hold it against what stands there."""
        self.store.marks.everything()
        for kind in Stale:
            while not self.stopping.is_set() and (marks := self.store.marks.oldest(kind, _at_once(kind))):
                self.tell(Publishing(self.store.marks.count()))
                self._hold_against(kind, marks)
                self.store.marks.clear(marks)

    def _hold_against(self, kind: Stale, marks: Sequence[Mark]) -> None:
        """Compare what `marks` call for; where something differs, one by one, so that the rest is not drawn in."""
        fault: Exception | None = None
        compared: list[tuple[Document | Absence, Found]] = []
        paths: list[tuple[Tree, str]] = []
        documents = 0
        try:
            for document in self.publisher.render(kind, marks):
                found = self.survey.compare(document)
                paths.append((document.tree, str(document.path)))
                documents += isinstance(document, Document)
                if found.standing is not Standing.SAME and paths[-1] not in self._waiting:
                    compared.append((document, found))
        except (OutputError, *_BROKEN_ROW) as error:
            fault = error
        if len(marks) > 1 and (fault or compared):
            for mark in marks:
                self._hold_against(kind, [mark])
            return
        self.findings.documents += documents
        self._expected.update(paths)
        if fault:
            self._broken(_named(marks[0]), fault)
        if compared:
            self._differing(compared, marks[0])

    def _differing(self, compared: Sequence[tuple[Document | Absence, Found]], mark: Mark) -> None:
        """Name the documents of one mark that differ, and mark them again where there is room for each of them."""
        blocked = {document.path: self._no_room(document) for document, _ in compared}
        mended = "published again" if self.repair and not any(blocked.values()) else ""
        if mended:
            self._again.append(mark)
        for document, found in compared:
            advice = blocked[document.path] or "--repair makes it right"
            self.findings.add(
                Finding(
                    found.standing.value,
                    _place(document.tree, document.path),
                    found.why or _WHAT[found.standing],
                    advice,
                    mended,
                )
            )

    def _no_room(self, document: Document | Absence) -> str:
        """Return why a document cannot be written again, repairing; else nothing."""
        return self._blocked or (self.survey.make_room(document) if self.repair else "")

    def _broken(self, place: str, fault: Exception) -> None:
        reason = str(fault) if isinstance(fault, OutputError) else f"{type(fault).__name__}: {fault}"
        advice = "mend the template, or restore the database from a backup"
        self.findings.add(Finding("broken", place, f"cannot be rendered: {' '.join(reason.split())}", advice))

    # ---- files

    def _files(self) -> None:
        """Name what stands in the trees and belongs to nothing."""
        slugs = self.store.soundness.slugs()
        for tree, below in ((Tree.PUBLIC, ""), (Tree.ARCHIVE, shapes.ARCHIVE_FOLDER)):
            for path, fault in self.survey.files(tree, below):
                if self.stopping.is_set():
                    return
                if fault:
                    advice = "let this user read it, and verify again"
                    self.findings.add(Finding("unreadable", _place(tree, path), fault, advice))
                    continue
                self.findings.files += 1
                if (tree, str(path)) not in self._expected:
                    self._stray(tree, path, slugs)

    def _stray(self, tree: Tree, path: PurePosixPath, slugs: set[tuple[str, str]]) -> None:
        place = _place(tree, path)
        finished = path.with_name(path.name[1:-4]) if path.name == temporary(path.name[1:-4]) else None
        if finished and ((tree, str(finished)) in self._expected or shapes.shape(tree, finished)):
            self._remove("temporary", tree, path, "was never finished")
        elif (shape := shapes.shape(tree, path)) is None:
            self.findings.add_not_ours(place)
        elif shape.derived and (shape.folder, shape.slug) in slugs:
            self._remove("extra", tree, path, f"is a {shape.kind} that there is no more")
        else:
            advice = _IMPORT if tree is Tree.ARCHIVE else "see whether anybody needs it, and take it away"
            self.findings.add(Finding("extra", place, f"is a {shape.kind} that the database does not know", advice))

    def _remove(self, kind: str, tree: Tree, path: PurePosixPath, what: str) -> None:
        """Name a file that can go without a loss; repairing, take it away."""
        failed = self.survey.remove(tree, path) if self.repair else ""
        mended = "removed" if self.repair and not failed else ""
        self.findings.add(Finding(kind, _place(tree, path), what, failed or "--repair removes it", mended))


_WHAT = {
    Standing.MISSING: "is not there",
    Standing.DIFFERENT: "has other bytes than the database implies",
    Standing.WRONG_TYPE: "is no file",
    Standing.UNREADABLE: "cannot be read",
    Standing.UNWANTED: "stands there, though its post was taken back",
}


def _place(tree: Tree, path: PurePosixPath) -> str:
    """Return where a file is, on one line whatever its name is."""
    return f"{tree.value}/{path}".encode("utf-8", "backslashreplace").decode().translate(_ONE_LINE)


_ONE_LINE = dict.fromkeys((*range(32), 127), "�")


def _at_once(kind: Stale) -> int:
    """Return how many marks are rendered together: a post is two documents, a category may be thousands."""
    return _POSTS_AT_ONCE if kind is Stale.POST else 1


def _named(mark: Mark) -> str:
    """Return what a mark is about, for a person."""
    if mark.entry_id is not None:
        return f"the post of entry {mark.entry_id}"
    if mark.category_id is not None:
        return f"what lists category {mark.category_id}"
    return "what lists all posts" if mark.kind is Stale.HUB else "what lists all categories"
