"""The only reads of saved segments."""

from __future__ import annotations

from dataclasses import dataclass

from wraca.segments.models import Segment, SegmentVersion


@dataclass(frozen=True)
class Saved:
    segment: Segment
    #: The latest.
    version: SegmentVersion


def find_saved(segment_id: int) -> Saved | None:
    """Put away or not."""
    segment = Segment.objects.filter(pk=segment_id).first()
    return None if segment is None else Saved(segment, list_versions(segment_id)[0])


def list_saved(*, archived: bool = False) -> list[Saved]:
    """By name."""
    segments = Segment.objects.filter(archived_at__isnull=not archived).order_by("name", "id")
    latest = (
        SegmentVersion.objects.filter(segment__in=segments).order_by("segment_id", "-number").distinct("segment_id")
    )
    versions = {version.segment_id: version for version in latest}
    return [Saved(segment, versions[segment.pk]) for segment in segments]


def list_versions(segment_id: int) -> list[SegmentVersion]:
    """Latest first."""
    return list(SegmentVersion.objects.filter(segment_id=segment_id).order_by("-number"))
