module github.com/daybook-go/daybook/store/sqlstore

go 1.26

require github.com/daybook-go/daybook v0.0.0

replace github.com/daybook-go/daybook => ../..
