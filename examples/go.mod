module github.com/daybook-go/daybook/examples

go 1.26

require (
	github.com/daybook-go/daybook v0.0.0
	github.com/daybook-go/daybook/store/sqlstore v0.0.0
)

replace (
	github.com/daybook-go/daybook => ..
	github.com/daybook-go/daybook/store/sqlstore => ../store/sqlstore
)
