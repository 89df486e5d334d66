package tokenizerjson

import (
	"math"

	"github.com/libhftok/libhftok/core/postprocessor"
)

// postProcessor builds a "post_processor"; the result is nil for null.
func postProcessor(path string, v value) (postprocessor.PostProcessor, error) {
	if v == nil {
		return nil, nil
	}
	// The reference goes by the members: for it a BertProcessing with all that RobertaProcessing has is one.
	return buildByMembers(path, v, "a post-processor", postProcessorNamed,
		"RobertaProcessing", "BertProcessing", "ByteLevel", "TemplateProcessing", "Sequence")
}

func postProcessorNamed(name string, f *fields) (p postprocessor.PostProcessor, known bool) {
	f.strict = true
	switch name {
	case "RobertaProcessing":
		p = postprocessor.NewRoberta(f.token("sep"), f.token("cls"), f.boolean("trim_offsets"), f.boolean("add_prefix_space"))
	case "BertProcessing":
		p = postprocessor.NewBert(f.token("sep"), f.token("cls"))
	case "ByteLevel":
		f.mustBe(name)
		f.booleanOr("use_regex", true)
		p = postprocessor.NewByteLevel(f.boolean("add_prefix_space"), f.boolean("trim_offsets"))
	case "TemplateProcessing":
		p = templateProcessing(f)
	case "Sequence":
		f.mustBe(name)
		processors := list(f, "processors", "a post-processor", postProcessor)
		if f.err == nil {
			p, f.err = postprocessor.NewSequence(processors)
		}
	}
	return p, p != nil
}

// token reads ["content", id].
func (f *fields) token(name string) (t postprocessor.Token) {
	l := f.list(name)
	if f.err != nil {
		return
	}
	if len(l) == 2 {
		content, isString := l[0].(string)
		id, isNumber := l[1].(number)
		if isString && isNumber && id.whole && id.bits <= math.MaxUint32 {
			return postprocessor.Token{Content: content, ID: uint32(id.bits)}
		}
	}
	f.fail(name, "expected a token and its id")
	return
}

func templateProcessing(f *fields) postprocessor.PostProcessor {
	specials := map[string]postprocessor.SpecialToken{}
	if v, ok := f.get("special_tokens", true); ok {
		s := fieldsOf(f.path+".special_tokens", v)
		for _, name := range s.o.keys {
			t := strictFieldsOf(s.path+"."+name, s.o.values[name])
			t.str("id")
			var token postprocessor.SpecialToken
			for _, id := range t.list("ids") {
				n, ok := id.(number)
				if !ok || !n.whole || n.bits > math.MaxUint32 {
					t.fail("ids", "expected ids, found %s", kind(id))
				}
				token.IDs = append(token.IDs, uint32(n.bits))
			}
			for _, v := range t.list("tokens") {
				text, ok := v.(string)
				if !ok {
					t.fail("tokens", "expected strings, found %s", kind(v))
				}
				token.Tokens = append(token.Tokens, text)
			}
			if t.err != nil {
				f.err = t.err
				return nil
			}
			specials[name] = token
		}
		if f.err == nil {
			f.err = s.err
		}
	}
	single, pair := f.template("single"), f.template("pair")
	if f.err != nil {
		return nil
	}
	p, err := postprocessor.NewTemplate(single, pair, specials)
	if err != nil {
		f.fail("special_tokens", "%v", err)
	}
	return p
}

// template reads a list of {"Sequence": {id, type_id}} and {"SpecialToken": {id, type_id}}.
func (f *fields) template(name string) (pieces []postprocessor.Piece) {
	for i, v := range f.list(name) {
		path := f.at(name, i)
		outer := fieldsOf(path, v)
		if outer.err == nil && (len(outer.o.keys) != 1 || outer.o.twice != nil) {
			outer.fail("", `expected {"Sequence": …} or {"SpecialToken": …}`)
		}
		if outer.err != nil {
			f.err = outer.err
			return nil
		}
		key := outer.o.keys[0]
		inner := strictFieldsOf(path+"."+key, outer.o.values[key])
		p := postprocessor.Piece{TypeID: inner.id("type_id")}
		switch key {
		case "Sequence":
			p.IsSequence, p.Sequence = true, inner.choose("id", "A", "B")
		case "SpecialToken":
			p.Special = inner.str("id")
		default:
			inner.fail("", `expected "Sequence" or "SpecialToken"`)
		}
		if inner.err != nil {
			f.err = inner.err
			return nil
		}
		pieces = append(pieces, p)
	}
	return pieces
}
