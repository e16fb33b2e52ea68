"""One way to write the same characters: white space, quotation marks, full-width forms."""

import unicodedata

_QUOTES = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′＇`´", "'"),
        **dict.fromkeys("“”„‟″＂〝〞", '"'),
    }
)
# Their digits are footnote marks, list numbers or parts of a fraction: 10² is not 102.
_KEPT = ("<super>", "<sub>", "<circle>", "<fraction>")


def fold(text: str) -> str:
    """Text with one space for each run of white space, straight quotation marks, and
    compatibility characters in their usual form (１２％ as 12%); case and dashes are kept."""
    return fold_with_offsets(text)[0]


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters (and its end) the place in `text`."""
    folded: list[str] = []
    offsets: list[int] = []
    for at, character in enumerate(text):
        usual = _usual(character)
        if folded and folded[-1] == " ":
            usual = usual.removeprefix(" ")
        folded.extend(usual)
        offsets.extend([at] * len(usual))
    return "".join(folded), [*offsets, len(text)]


def _usual(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) == "Cf":  # zero-width characters, soft hyphens
        return ""
    if not unicodedata.decomposition(character).startswith(_KEPT):
        character = unicodedata.normalize("NFKC", character.translate(_QUOTES))
    return character.translate(_QUOTES)
