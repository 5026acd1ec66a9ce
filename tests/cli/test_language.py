import pytest

from wraca.cli import main
from wraca.cli.language import chosen_language


@pytest.fixture
def language(monkeypatch):
    """The process's language, put back as it was."""
    monkeypatch.setattr("wraca.cli.language._chosen", "en")
    monkeypatch.setenv("LANG", "C")
    monkeypatch.delenv("LC_ALL", raising=False)


@pytest.mark.parametrize(
    ("environment", "arguments", "sentence"),
    [
        ("de", [], "wraca: WRACA_LANGUAGE is 'de'; give one of: en, pl\n"),
        ("pl_PL", ["--data", "x"], "wraca: WRACA_LANGUAGE is 'pl_PL'; give one of: en, pl\n"),
        ("pl", ["--language", "de"], "wraca: --language is 'de'; give one of: en, pl\n"),
    ],
)
def test_language_that_is_not_spoken_is_refused(language, monkeypatch, capsys, environment, arguments, sentence):
    monkeypatch.setenv("WRACA_LANGUAGE", environment)
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "doctor"])
    assert (ended.value.code, capsys.readouterr().err) == (2, sentence)
    assert chosen_language() == "en"
