-- +goose Up

CREATE TABLE daybook_invoice (
    id      TEXT PRIMARY KEY,
    seller  TEXT NOT NULL,
    version INTEGER NOT NULL,
    body    TEXT NOT NULL -- JSON
) STRICT;
CREATE INDEX daybook_invoice_seller ON daybook_invoice (seller, id);

-- The rows that are on an invoice, at one level each.
CREATE TABLE daybook_claim (
    row     INTEGER NOT NULL REFERENCES daybook_row (id),
    level   INTEGER NOT NULL, -- the invoice's
    side    INTEGER REFERENCES daybook_side (id), -- NULL: the row has none there
    invoice TEXT NOT NULL REFERENCES daybook_invoice (id),
    PRIMARY KEY (row, level)
) STRICT, WITHOUT ROWID;
CREATE INDEX daybook_claim_invoice ON daybook_claim (invoice);

-- The last number of each series.
CREATE TABLE daybook_series (
    seller TEXT NOT NULL,
    series TEXT NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (seller, series)
) STRICT, WITHOUT ROWID;

-- Append only.
CREATE TABLE daybook_entry (
    seller          TEXT NOT NULL,
    buyer           TEXT NOT NULL,
    currency        TEXT NOT NULL,
    n               INTEGER NOT NULL, -- entries of the account before it
    kind            INTEGER NOT NULL,
    at              INTEGER NOT NULL,
    known           INTEGER NOT NULL,
    units           INTEGER NOT NULL, -- the amount, in units of 10^-scale
    scale           INTEGER NOT NULL,
    amount_currency TEXT NOT NULL,
    reference       TEXT NOT NULL,
    invoice         TEXT NOT NULL,
    expires         INTEGER NOT NULL,
    PRIMARY KEY (seller, buyer, currency, n),
    UNIQUE (seller, buyer, currency, kind, reference)
) STRICT, WITHOUT ROWID;
