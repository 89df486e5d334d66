#!/usr/bin/env python3
"""Records which components the reference accepts in a tokenizer.json, and as what.

    record_components.py      rewrites core/tokenizerjson/testdata/components.json

Every component type: whole; without a type, with a wrong one and with another's; without each of its members
and with each of them null; with one too many; and some legacy spellings.
"""

import json
from pathlib import Path

import tokenizers

TARGET = Path(__file__).parents[2] / "core/tokenizerjson/testdata/components.json"

COMPONENTS = {
'normalizer':[
 {"type":"BertNormalizer","clean_text":True,"handle_chinese_chars":True,"strip_accents":None,"lowercase":True},
 {"type":"Strip","strip_left":True,"strip_right":True},{"type":"StripAccents"},{"type":"NFC"},{"type":"NFD"},{"type":"NFKC"},{"type":"NFKD"},{"type":"Lowercase"},{"type":"Nmt"},
 {"type":"Prepend","prepend":"x"},{"type":"Replace","pattern":{"String":"a"},"content":"b"},{"type":"ByteLevel"},{"type":"Sequence","normalizers":[{"type":"NFC"}]},
 ],
'pre_tokenizer':[
 {"type":"BertPreTokenizer"},{"type":"ByteLevel","add_prefix_space":True,"trim_offsets":True,"use_regex":True},{"type":"CharDelimiterSplit","delimiter":"x"},
 {"type":"Metaspace","replacement":"_","prepend_scheme":"always","split":True},{"type":"Whitespace"},{"type":"WhitespaceSplit"},
 {"type":"Sequence","pretokenizers":[{"type":"Whitespace"}]},{"type":"Split","pattern":{"String":"a"},"behavior":"Isolated","invert":False},
 {"type":"Punctuation","behavior":"Isolated"},{"type":"Digits","individual_digits":True},{"type":"UnicodeScripts"},{"type":"FixedLength","length":3}],
'post_processor':[
 {"type":"BertProcessing","sep":["a",0],"cls":["a",0]},{"type":"RobertaProcessing","sep":["a",0],"cls":["a",0],"trim_offsets":True,"add_prefix_space":True},
 {"type":"ByteLevel","add_prefix_space":True,"trim_offsets":True,"use_regex":True},
 {"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}}],"special_tokens":{}},
 {"type":"Sequence","processors":[]}],
'decoder':[
 {"type":"BPEDecoder","suffix":"</w>"},{"type":"ByteLevel","add_prefix_space":True,"trim_offsets":True,"use_regex":True},{"type":"WordPiece","prefix":"##","cleanup":True},
 {"type":"Metaspace","replacement":"_","prepend_scheme":"always","split":True},{"type":"CTC","pad_token":"<p>","word_delimiter_token":"|","cleanup":True},
 {"type":"Sequence","decoders":[]},{"type":"Replace","pattern":{"String":"a"},"content":"b"},{"type":"Fuse"},{"type":"Strip","content":"x","start":1,"stop":1},{"type":"ByteFallback"}],
}

OTHER = {"normalizer": "NFC", "pre_tokenizer": "Whitespace", "post_processor": "BertProcessing", "decoder": "Fuse"}

EXTRAS = [('normalizer',{"type":"Bert","clean_text":True,"handle_chinese_chars":True,"strip_accents":None,"lowercase":True}),('normalizer',{"type":"StripNormalizer","strip_left":True,"strip_right":True}),('normalizer',{"type":"Sequence","normalizers":None}),
  ('decoder',{"type":"BPE","suffix":"x"}),('pre_tokenizer',{"type":"Delimiter","delimiter":"x"}),('pre_tokenizer',{}),('normalizer',{}),('decoder',{}),('post_processor',{}),
  ('pre_tokenizer',{"type":"Metaspace","replacement":"_","add_prefix_space":False}),('pre_tokenizer',{"type":"Metaspace","replacement":"_","add_prefix_space":False,"prepend_scheme":"never"}),('pre_tokenizer',{"type":"Metaspace","replacement":"_","add_prefix_space":True,"prepend_scheme":"never"}),('pre_tokenizer',{"type":"Metaspace","replacement":"_","add_prefix_space":False,"prepend_scheme":"first"}),
  ('pre_tokenizer',{"type":"FixedLength"}),('pre_tokenizer',{"type":"FixedLength","length":0}),('pre_tokenizer',"Whitespace"),('normalizer',"NFC"),('normalizer',{"type":"Replace","pattern":"a","content":"b"}),('pre_tokenizer',{"type":"Punctuation"}),('pre_tokenizer',{"type":"Punctuation","behavior":"isolated"}),
  ('post_processor',{"type":"Nonsense","single":[],"pair":[],"special_tokens":{}}),('post_processor',{"type":"TemplateProcessing","single":"$A","pair":"$A $B","special_tokens":{}}),('pre_tokenizer',{"type":"Sequence","pretokenizers":[]}),('normalizer',{"type":"Sequence","normalizers":[]})]


def variants():
    yield from EXTRAS
    for section, components in COMPONENTS.items():
        for c in components:
            yield section, c
            yield section, {k: v for k, v in c.items() if k != "type"}
            for name in ("Nonsense", OTHER[section], "Sequence", 7):
                yield section, {**c, "type": name}
            yield section, {**c, "more": 1}
            for member in c:
                if member != "type":
                    yield section, {k: v for k, v in c.items() if k != member}
                    yield section, {**c, member: None}
                    yield section, {**c, member: {"wrong": []}}


def accepted(section, component):
    """What the reference makes of the component, None if it refuses the file."""
    model = {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "a"}
    try:
        read = tokenizers.Tokenizer.from_str(json.dumps({"version": "1.0", section: component, "model": model}))
    except BaseException as e:  # a panic of the reference is no Exception
        if isinstance(e, KeyboardInterrupt):
            raise
        return None
    return json.loads(read.to_str())[section]


def main():
    cases = [{"section": s, "component": c, "accepted": accepted(s, c)} for s, c in variants()]
    lines = ",\n".join(json.dumps(case, ensure_ascii=True) for case in cases)
    TARGET.write_text('{"tokenizers": "%s", "cases": [\n%s\n]}\n' % (tokenizers.__version__, lines))


if __name__ == "__main__":
    main()
