-- +goose Up

-- What invoices are looked up by, as their JSON says it.
ALTER TABLE daybook_invoice ADD COLUMN buyer TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE daybook_invoice ADD COLUMN status TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE daybook_invoice ADD COLUMN number TEXT COLLATE "C" NOT NULL DEFAULT ''; -- empty: none yet
ALTER TABLE daybook_invoice ADD COLUMN period_start BIGINT NOT NULL DEFAULT 0;
ALTER TABLE daybook_invoice ADD COLUMN period_end BIGINT NOT NULL DEFAULT 0;
ALTER TABLE daybook_invoice ADD COLUMN due BIGINT NOT NULL DEFAULT 0; -- 0: none

UPDATE daybook_invoice SET
    buyer = coalesce(body::json ->> 'buyer', ''),
    status = coalesce(body::json ->> 'status', ''),
    number = coalesce(body::json ->> 'number', ''),
    period_start = coalesce(extract(epoch FROM nullif(body::json -> 'period' ->> 'start', '')::timestamptz) * 1000000, 0),
    period_end = coalesce(extract(epoch FROM nullif(body::json -> 'period' ->> 'end', '')::timestamptz) * 1000000, 0);

CREATE UNIQUE INDEX daybook_invoice_number ON daybook_invoice (seller, number) WHERE number <> '';
CREATE INDEX daybook_invoice_buyer ON daybook_invoice (buyer, id);
CREATE INDEX daybook_invoice_status ON daybook_invoice (status, due);
