-- +goose Up

CREATE TABLE daybook_invoice (
    id      TEXT COLLATE "C" PRIMARY KEY,
    seller  TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    body    TEXT NOT NULL -- JSON
);
CREATE INDEX daybook_invoice_seller ON daybook_invoice (seller, id);

-- The rows that are on an invoice, at one level each.
CREATE TABLE daybook_claim (
    row     BIGINT NOT NULL REFERENCES daybook_row (id),
    level   SMALLINT NOT NULL,                   -- the invoice's
    side    BIGINT REFERENCES daybook_side (id), -- NULL: the row has none there
    invoice TEXT COLLATE "C" NOT NULL REFERENCES daybook_invoice (id),
    PRIMARY KEY (row, level)
);
CREATE INDEX daybook_claim_invoice ON daybook_claim (invoice);

-- The last number of each series.
CREATE TABLE daybook_series (
    seller TEXT COLLATE "C" NOT NULL,
    series TEXT COLLATE "C" NOT NULL,
    last   BIGINT NOT NULL,
    PRIMARY KEY (seller, series)
);

-- Append only.
CREATE TABLE daybook_entry (
    seller          TEXT COLLATE "C" NOT NULL,
    buyer           TEXT COLLATE "C" NOT NULL,
    currency        TEXT COLLATE "C" NOT NULL,
    n               BIGINT NOT NULL, -- entries of the account before it
    kind            SMALLINT NOT NULL,
    at              BIGINT NOT NULL,
    known           BIGINT NOT NULL,
    units           BIGINT NOT NULL, -- the amount, in units of 10^-scale
    scale           SMALLINT NOT NULL,
    amount_currency TEXT COLLATE "C" NOT NULL,
    reference       TEXT COLLATE "C" NOT NULL,
    invoice         TEXT COLLATE "C" NOT NULL,
    expires         BIGINT NOT NULL,
    PRIMARY KEY (seller, buyer, currency, n),
    UNIQUE (seller, buyer, currency, kind, reference)
);

-- The second wall: see the ledger's.
ALTER TABLE daybook_claim ENABLE ROW LEVEL SECURITY;
ALTER TABLE daybook_series ENABLE ROW LEVEL SECURITY;

-- A draft is the seller's own.
ALTER TABLE daybook_invoice ENABLE ROW LEVEL SECURITY;
CREATE POLICY daybook_party ON daybook_invoice FOR SELECT
    USING (seller = NULLIF(current_setting('daybook.party', TRUE), ''));

ALTER TABLE daybook_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY daybook_party ON daybook_entry FOR SELECT
    USING (NULLIF(current_setting('daybook.party', TRUE), '') IN (seller, buyer));
