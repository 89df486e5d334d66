package core

import (
	"context"
	"time"

	"github.com/libhftok/libhftok/core/hub"
	"github.com/libhftok/libhftok/core/images"
	"github.com/libhftok/libhftok/core/status"
)

const tokenizerFile = "tokenizer.json"

// PretrainedOptions say where a tokenizer comes from and how. nil and the zero value are the defaults.
type PretrainedOptions struct {
	hub.Options
	// Auto loads as transformers.AutoTokenizer does: truncation and padding are the caller's to ask for,
	// whatever the file says.
	Auto bool
	// ImageDir is the directory of compiled tokenizers; see package images. "": nothing is kept compiled.
	ImageDir string
}

// FromPretrained loads the tokenizer of a Hub repository, of a directory or of a tokenizer.json. It can
// be cancelled at any moment through ctx.
func FromPretrained(ctx context.Context, repoOrPath string, opts *PretrainedOptions) (*Tokenizer, error) {
	if opts == nil {
		opts = &PretrainedOptions{}
	}
	store, since := images.Open(opts.ImageDir), time.Now()
	ask := opts.Options
	if store != nil {
		ask.GitSHA1 = store.GitSHA1
		ask.Noted = func(path string) ([32]byte, string, bool) {
			names, ok := store.Noted(path)
			return names.SHA256, names.GitSHA1, ok
		}
	}
	repo, err := hub.Open(ctx, repoOrPath, &ask)
	if err != nil {
		return nil, err
	}
	defer repo.Close()
	content, err := repo.Read(ctx, tokenizerFile)
	if err != nil {
		return nil, err
	}
	t, ok := fromNoted(store, content)
	if !ok {
		if t, err = fromRepo(ctx, store, repo, content, since); err != nil {
			return nil, err
		}
	}
	t.commit = repo.Commit()
	if opts.Auto {
		t.truncation, t.padding = nil, nil
	}
	return t, nil
}

// fromNoted makes a tokenizer of content that is known without having been read, if it has an image.
func fromNoted(store *images.Store, content *hub.Content) (*Tokenizer, bool) {
	if content.Data != nil {
		return nil, false
	}
	return fromImage(store, content.SHA256)
}

// fromRepo makes a tokenizer of a file of the repository, of which content is known. What has been read of
// it, was read since.
func fromRepo(ctx context.Context, store *images.Store, repo *hub.Repo, content *hub.Content, since time.Time) (t *Tokenizer, err error) {
	if content.Data == nil {
		if content, err = repo.ReadNoted(ctx, tokenizerFile, content); err != nil {
			return nil, err
		}
	}
	t, err = fromContent(store, content)
	if status.CodeOf(err) == status.InvalidTokenizer && !content.Verified {
		// The file, or our copy of it, of which nothing is known: it is fetched again, once.
		fresh, repairErr := repo.Repair(ctx, tokenizerFile)
		if repairErr != nil {
			return nil, repairErr
		}
		if fresh != nil {
			content = fresh
			t, err = fromContent(store, content)
		}
	}
	if err != nil {
		return nil, err
	}
	noteFile(store, content.Path, namesOf(content), content.Data, since)
	return t, nil
}

func fromContent(store *images.Store, c *hub.Content) (*Tokenizer, error) {
	t, err := fromData(store, namesOf(c), c.Data)
	if err != nil {
		return nil, inFile(c.Path, err)
	}
	return t, nil
}

func namesOf(c *hub.Content) images.Names { return images.Names{SHA256: c.SHA256, GitSHA1: c.GitSHA1} }
