// Command gen writes the tables of package ucd. Run it in its directory:
//
//	npm ci && go run .
//
// The Unicode data come from the npm packages that package.json names.
package main

func main() {
	emitCategories()
	emitCase()
	emitScripts()
	emitGraphemes()
	emitNormalization()
	emitBert()
}
