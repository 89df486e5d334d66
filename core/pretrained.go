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
	content, err := repo.Read(ctx, tokenizerFile)
	if err != nil {
		return nil, err
	}
	t, err := fromContent(content)
	if status.CodeOf(err) == status.InvalidTokenizer && !content.Verified {
		// The file, or our copy of it, of which nothing is known: it is fetched again, once.
		fresh, repairErr := repo.Repair(ctx, tokenizerFile)
		if repairErr != nil {
			return nil, repairErr
		}
		if fresh != nil {
			t, err = fromContent(fresh)
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

func fromContent(c *hub.Content) (*Tokenizer, error) {
	t, err := FromBytes(c.Data)
	if err != nil {
		return nil, status.Errorf(status.CodeOf(err), "%s: %w", c.Path, err)
	}
	return t, nil
}
