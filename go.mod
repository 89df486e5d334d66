module github.com/libhftok/libhftok

go 1.26
