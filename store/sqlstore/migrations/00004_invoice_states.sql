-- +goose Up

-- What invoices are looked up by, as their JSON says it.
ALTER TABLE daybook_invoice ADD COLUMN buyer TEXT NOT NULL DEFAULT '';
ALTER TABLE daybook_invoice ADD COLUMN status TEXT NOT NULL DEFAULT '';
ALTER TABLE daybook_invoice ADD COLUMN number TEXT NOT NULL DEFAULT ''; -- empty: none yet
ALTER TABLE daybook_invoice ADD COLUMN period_start INTEGER NOT NULL DEFAULT 0;
ALTER TABLE daybook_invoice ADD COLUMN period_end INTEGER NOT NULL DEFAULT 0;
ALTER TABLE daybook_invoice ADD COLUMN due INTEGER NOT NULL DEFAULT 0; -- 0: none

UPDATE daybook_invoice SET
    buyer = coalesce(json_extract(body, '$.buyer'), ''),
    status = coalesce(json_extract(body, '$.status'), ''),
    number = coalesce(json_extract(body, '$.number'), ''),
    period_start = 1000000 * coalesce(unixepoch(nullif(json_extract(body, '$.period.start'), '')), 0),
    period_end = 1000000 * coalesce(unixepoch(nullif(json_extract(body, '$.period.end'), '')), 0);

CREATE UNIQUE INDEX daybook_invoice_number ON daybook_invoice (seller, number) WHERE number <> '';
CREATE INDEX daybook_invoice_buyer ON daybook_invoice (buyer, id);
CREATE INDEX daybook_invoice_status ON daybook_invoice (status, due);
