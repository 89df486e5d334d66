package hub

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"

	"github.com/libhftok/libhftok/core/status"
)

// tlsConfig trusts the system's authorities, or in their place those of SSL_CERT_FILE and SSL_CERT_DIR,
// else of REQUESTS_CA_BUNDLE, else of CURL_CA_BUNDLE; and in addition those of NODE_EXTRA_CA_CERTS.
func tlsConfig(env environment) (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	var pool *x509.CertPool
	add := func(name string) error {
		path := env.get(name)
		if path == "" {
			return nil
		}
		if pool == nil {
			pool = x509.NewCertPool()
		}
		paths := []string{path}
		if name == "SSL_CERT_DIR" {
			paths = filepath.SplitList(path)
		}
		if err := addCertificates(pool, paths...); err != nil {
			return status.Errorf(status.TLS, "%s is %s, from which no certificate can be read (%w); correct the variable, or unset it", name, clip(path), cause(err))
		}
		return nil
	}
	for _, group := range [][]string{{"SSL_CERT_FILE", "SSL_CERT_DIR"}, {"REQUESTS_CA_BUNDLE"}, {"CURL_CA_BUNDLE"}} {
		for _, name := range group {
			if err := add(name); err != nil {
				return nil, err
			}
		}
		if pool != nil {
			break
		}
	}
	if env.get("NODE_EXTRA_CA_CERTS") != "" {
		if pool == nil {
			system, err := x509.SystemCertPool()
			if err != nil {
				system = x509.NewCertPool()
			}
			pool = system
		}
		if err := add("NODE_EXTRA_CA_CERTS"); err != nil {
			return nil, err
		}
	}
	config.RootCAs = pool
	return config, nil
}

// addCertificates adds those of PEM files, and of all files of directories.
func addCertificates(pool *x509.CertPool, paths ...string) error {
	found := false
	for _, path := range paths {
		files := []string{path}
		entries, err := os.ReadDir(path)
		isDir := err == nil
		if isDir {
			files = files[:0]
			for _, entry := range entries {
				files = append(files, filepath.Join(path, entry.Name()))
			}
		}
		for _, file := range files {
			pem, err := os.ReadFile(file)
			if err != nil && !isDir {
				return err
			}
			found = pool.AppendCertsFromPEM(pem) || found
		}
	}
	if !found {
		return errors.New("it holds no PEM certificate")
	}
	return nil
}
