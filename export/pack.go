package main

// #include "boundary.h"
import "C"

import (
	"bytes"
	"math"
	"sync"
	"unsafe"

	"github.com/libhftok/libhftok/core"
	"github.com/libhftok/libhftok/core/corpus"
	"github.com/libhftok/libhftok/core/encoding"
)

//export hftokgo_pack
func hftokgo_pack(t C.hftokx_handle, data *C.hftokx_text, n C.size_t, encode *C.hftokx_encode_options, opts *C.hftokx_pack_options, out *C.hftokx_handle, at *C.size_t, errp **C.hftok_error) (code C.hftok_status) {
	defer rescue(errp, &code)
	tokenizer, err := tokenizers.get(t)
	if err != nil {
		return fail(errp, err)
	}
	block, err := borrow[byte](data, n, "data")
	if err != nil {
		return fail(errp, err)
	}
	cut, err := readCut(opts, len(block))
	if err != nil {
		return fail(errp, err)
	}
	options, err := readPackOptions(opts, encode)
	if err != nil {
		return fail(errp, err)
	}
	if out == nil {
		return fail(errp, invalid("out is NULL"))
	}
	defer watchSignals()()
	p := packers.Get().(*packer)
	p.documents.Reset(block, cut)
	where, err := tokenizer.Pack(&p.Packed, &p.documents, &options)
	if err == nil {
		err = givePacked(out, &p.Packed, opts.flags&C.HFTOK_PACK_16_BIT != 0)
	} else if at != nil {
		*at = C.size_t(where)
	}
	p.release()
	if err != nil {
		return fail(errp, err)
	}
	return C.HFTOK_OK
}

// packer is the scratch memory of a call.
type packer struct {
	documents corpus.Documents
	core.Packed
}

var packers = sync.Pool{New: func() any { return new(packer) }}

// maxKept is the number of ids up to which a packer keeps its memory.
const maxKept = 1 << 23

func (p *packer) release() {
	p.documents.Reset(nil, nil) // what it borrowed is the host's
	p.IDs, p.Lengths, p.Skipped = p.IDs[:0], p.Lengths[:0], 0
	if cap(p.IDs) <= maxKept && cap(p.Lengths) <= maxKept {
		packers.Put(p)
	}
}

// readCut returns how to cut size bytes into documents. What it holds of opts is borrowed.
func readCut(opts *C.hftokx_pack_options, size int) (*corpus.Cut, error) {
	cut := &corpus.Cut{Kind: corpus.Kind(opts.documents), Field: []string{"text"}}
	var err error
	switch cut.Kind {
	case corpus.Lines, corpus.Paragraphs:
	case corpus.JSONLines:
		if opts.field != nil {
			cut.Field, err = readField(opts)
		}
	case corpus.Separated:
		cut.Separator, err = borrow[byte](opts.separator, opts.separator_size, "separator")
		if err == nil && len(cut.Separator) == 0 {
			err = invalid("the separator is empty")
		}
	case corpus.Ends:
		cut.Ends, err = readEnds(opts.ends, opts.n)
		if n := len(cut.Ends); err == nil && n > 0 && cut.Ends[n-1] > uint64(size) {
			err = invalid("ends[%d] is %d, beyond the %d bytes of data", n-1, cut.Ends[n-1], size)
		}
	default:
		err = invalid("documents is %d, none of HFTOK_DOCUMENTS_*", opts.documents)
	}
	return cut, err
}

// maxField is how many keys a field may have.
const maxField = 64

func readField(opts *C.hftokx_pack_options) ([]string, error) {
	block, err := borrow[byte](opts.field, opts.field_size, "field")
	if err != nil {
		return nil, err
	}
	keys, whole := bytes.CutSuffix(block, []byte{0})
	if !whole {
		return nil, invalid("field must be keys, each followed by a NUL")
	}
	var field []string
	for key := range bytes.SplitSeq(keys, []byte{0}) {
		field = append(field, string(key))
	}
	if len(field) > maxField {
		return nil, invalid("field has %d keys; the limit is %d", len(field), maxField)
	}
	return field, nil
}

func readPackOptions(opts *C.hftokx_pack_options, encode *C.hftokx_encode_options) (o core.PackOptions, err error) {
	if err := checkFlags(opts.flags, C.HFTOK_PACK_APPEND|C.HFTOK_PACK_SKIP|C.HFTOK_PACK_16_BIT); err != nil {
		return o, err
	}
	if err := oneText(encode); err != nil {
		return o, err
	}
	o.Append = opts.flags&C.HFTOK_PACK_APPEND != 0
	o.AppendID = uint32(opts.append_id)
	o.Skip = opts.flags&C.HFTOK_PACK_SKIP != 0
	var truncation encoding.TruncationParams
	var padding encoding.PaddingParams
	o.EncodeOptions, err = readOptions(encode, &truncation, &padding)
	return o, err
}

// givePacked stores the handle of a copy of p in *out.
func givePacked(out *C.hftokx_handle, p *core.Packed, narrow bool) error {
	width := C.uint32_t(4)
	if narrow {
		width = 2
	}
	block := C.hftokx_packed_new(C.size_t(len(p.Lengths)), C.size_t(len(p.IDs)), width)
	if block == nil {
		return errNoMemory
	}
	block.view.skipped = C.size_t(p.Skipped)
	put(array[uint32](block.view.lengths, len(p.Lengths)), p.Lengths)
	var err error
	if narrow {
		err = putNarrow(unsafe.Slice((*uint16)(block.view.ids), len(p.IDs)), p.IDs)
	} else {
		put(unsafe.Slice((*uint32)(block.view.ids), len(p.IDs)), p.IDs)
	}
	if err == nil {
		if h := C.hftokx_handle_new(C.HFTOKX_PACKED, unsafe.Pointer(block)); h != 0 {
			*out = h
			return nil
		}
		err = errNoMemory
	}
	C.hftokx_packed_discard(block)
	return err
}

// putNarrow copies ids to dst, which is as long.
func putNarrow(dst []uint16, ids []uint32) error {
	all := uint32(0)
	for i, id := range ids {
		dst[i] = uint16(id)
		all |= id
	}
	if all > math.MaxUint16 {
		for _, id := range ids {
			if id > math.MaxUint16 {
				return invalid("the id %d has more than 16 bits", id)
			}
		}
	}
	return nil
}
