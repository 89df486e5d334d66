package core

import (
	"context"

	"github.com/libhftok/libhftok/core/hub"
	"github.com/libhftok/libhftok/core/status"
)

const tokenizerFile = "tokenizer.json"

// PretrainedOptions say where a tokenizer comes from and how. nil and the zero value are the defaults.
type PretrainedOptions struct {
	hub.Options
	// Auto loads as transformers.AutoTokenizer does: truncation and padding are the caller's to ask for,
	// whatever the file says.
	Auto bool
}

// FromPretrained loads the tokenizer of a Hub repository, of a directory or of a tokenizer.json. It can
// be cancelled at any moment through ctx.
func FromPretrained(ctx context.Context, repoOrPath string, opts *PretrainedOptions) (*Tokenizer, error) {
	if opts == nil {
		opts = &PretrainedOptions{}
	}
	repo, err := hub.Open(ctx, repoOrPath, &opts.Options)
	if err != nil {
		return nil, err
	}
	defer repo.Close()
	path, err := repo.File(ctx, tokenizerFile)
	if err != nil {
		return nil, err
	}
	t, err := FromFile(path)
	if status.CodeOf(err) == status.InvalidTokenizer {
		// The file, or our copy of it: a damaged one is fetched again, once.
		repaired, repairErr := repo.Repair(ctx, tokenizerFile)
		if repairErr != nil {
			return nil, repairErr
		}
		if repaired {
			t, err = FromFile(path)
		}
	}
	if err != nil {
		return nil, err
	}
	t.commit = repo.Commit()
	if opts.Auto {
		t.truncation, t.padding = nil, nil
	}
	return t, nil
}
