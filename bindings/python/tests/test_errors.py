"""The exceptions stand in for those of huggingface_hub, by name and by base."""

import pickle

import pytest

import hftok
from hftok import errors

NAMES = (
    "HfHubHTTPError RepositoryNotFoundError GatedRepoError DisabledRepoError RevisionNotFoundError EntryNotFoundError "
    "RemoteEntryNotFoundError LocalEntryNotFoundError BadRequestError OfflineModeIsEnabled HFValidationError"
).split()


@pytest.mark.parametrize("name", NAMES)
def test_bases_are_those_of_huggingface_hub(name):
    reference = getattr(pytest.importorskip("huggingface_hub.errors"), name)
    ours = getattr(hftok, name)
    for base in reference.__mro__:
        if base.__module__ == "builtins":
            assert issubclass(ours, base), base
        elif base.__module__ == "huggingface_hub.errors":
            assert issubclass(ours, getattr(hftok, base.__name__)), base
    assert issubclass(ours, hftok.HftokError)


@pytest.mark.parametrize(
    ("code", "status", "bases"),
    [
        ("GATED_NO_TOKEN", 401, (hftok.GatedRepoError, hftok.RepositoryNotFoundError, OSError)),
        ("BAD_TOKEN", 401, (hftok.HfHubHTTPError,)),
        ("REVISION_NOT_FOUND", 404, (hftok.RevisionNotFoundError,)),
        ("ENTRY_NOT_FOUND", 404, (hftok.EntryNotFoundError, hftok.HfHubHTTPError)),
        # huggingface_hub says LocalEntryNotFoundError when the Hub would not or could not serve
        ("SERVER", 503, (hftok.HfHubHTTPError, hftok.LocalEntryNotFoundError, FileNotFoundError)),
        ("RATE_LIMITED", 429, (hftok.HfHubHTTPError, hftok.LocalEntryNotFoundError)),
        ("SERVER", 400, (hftok.BadRequestError, ValueError)),
        ("NETWORK", 0, (hftok.LocalEntryNotFoundError, ConnectionError)),
        ("TIMEOUT", 0, (hftok.LocalEntryNotFoundError, TimeoutError)),
        ("OFFLINE", 0, (hftok.LocalEntryNotFoundError, hftok.OfflineModeIsEnabled)),
        ("INVALID_REPO", 0, (hftok.HFValidationError, ValueError)),
        ("INVALID_TOKENIZER", 0, (ValueError,)),
        ("OUT_OF_MEMORY", 0, (MemoryError,)),
        ("A_CODE_OF_THE_FUTURE", 0, (hftok.HftokError,)),
    ],
)
def test_an_error_carries_what_the_library_said_and_survives_pickling(code, status, bases):
    made = errors.make(code, "what happened", status, "req-1")
    for error in (made, pickle.loads(pickle.dumps(made))):
        assert isinstance(error, bases) and isinstance(error, hftok.HftokError)
        assert str(error) == "what happened"
        assert (error.code, error.status, error.request_id) == (code, status or None, "req-1")


def test_the_errors_of_the_hub_do_not_import_huggingface_hub(python):
    assert python("import sys, hftok; print('huggingface_hub' in sys.modules)").strip() == "False"
