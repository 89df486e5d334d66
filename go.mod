module github.com/libhftok/libhftok

go 1.26.0

require (
	github.com/ebitengine/purego v0.11.3
	golang.org/x/net v0.62.0
)

require golang.org/x/text v0.43.0 // indirect
