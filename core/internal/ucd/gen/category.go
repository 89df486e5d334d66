package main

// categories are the general categories in the order of ucd.Category.
var categories = []string{
	"Unassigned",
	"Uppercase_Letter", "Lowercase_Letter", "Titlecase_Letter", "Modifier_Letter", "Other_Letter",
	"Nonspacing_Mark", "Spacing_Mark", "Enclosing_Mark",
	"Decimal_Number", "Letter_Number", "Other_Number",
	"Connector_Punctuation", "Dash_Punctuation", "Open_Punctuation", "Close_Punctuation",
	"Initial_Punctuation", "Final_Punctuation", "Other_Punctuation",
	"Math_Symbol", "Currency_Symbol", "Modifier_Symbol", "Other_Symbol",
	"Space_Separator", "Line_Separator", "Paragraph_Separator",
	"Control", "Format", "Surrogate", "Private_Use",
}

// whiteControl stands in the tables for a control character that is White_Space, so that one look-up
// answers for both. All other White_Space are separators.
const whiteControl = 30

func categoryTable(v version) []byte {
	table := make([]byte, codeSpace)
	for i, name := range categories {
		v.fill(table, "General_Category", name, byte(i))
	}
	for _, r := range v.ranges("Binary_Property", "White_Space") {
		for c := r.begin; c < r.end; c++ {
			switch categories[table[c]] {
			case "Control":
				table[c] = whiteControl
			case "Space_Separator", "Line_Separator", "Paragraph_Separator":
			default:
				fail("%s: White_Space %04X is %s", v, c, categories[table[c]])
			}
		}
	}
	for c, value := range table {
		separator := value >= 23 && value <= 25
		if separator && !contains(v.ranges("Binary_Property", "White_Space"), c) {
			fail("%s: separator %04X is not White_Space", v, c)
		}
	}
	return table
}

func contains(spans []span, c int) bool {
	for _, s := range spans {
		if c >= s.begin && c < s.end {
			return true
		}
	}
	return false
}

func emitCategories() {
	f := newFile("category_tables.go", "Unicode 8.0.0, 16.0.0 and 17.0.0")
	f.trie("category8", "gives the block of a code point's general category in Unicode 8.0.0.", 8, categoryTable("8.0.0"))
	f.trie("category16", "gives the block of a code point's general category in Unicode 16.0.0.", 8, categoryTable("16.0.0"))
	f.trie("category17", "gives the block of a code point's general category in Unicode 17.0.0.", 8, categoryTable("17.0.0"))
	f.write()
}
