module github.com/libhftok/libhftok/core/internal/ucd/gen

go 1.26.0

require golang.org/x/text v0.43.0
