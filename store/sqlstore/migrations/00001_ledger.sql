-- +goose Up

-- Instants are microseconds since 1970 UTC. Text sorts bytewise.

-- One row a book: every writer updates it first, so that writers take turns.
CREATE TABLE daybook_book (
    book   INTEGER PRIMARY KEY, -- 0 booked, 1 live
    closed INTEGER              -- what is posted before is locked; NULL: nothing is
) STRICT;
INSERT INTO daybook_book (book) VALUES (0), (1);

CREATE TABLE daybook_route (
    id     INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE, -- of the content, 32 hexadecimal digits
    body   TEXT NOT NULL         -- JSON
) STRICT;

-- Append only.
CREATE TABLE daybook_row (
    id              INTEGER PRIMARY KEY, -- in the order of commits
    book            INTEGER NOT NULL REFERENCES daybook_book (book),
    subscription    TEXT NOT NULL,
    start           INTEGER NOT NULL,
    plan            TEXT NOT NULL,
    charge          TEXT NOT NULL,
    component       TEXT NOT NULL,
    currency        TEXT NOT NULL,
    n               INTEGER NOT NULL, -- rows of the cell before it
    kind            INTEGER NOT NULL,
    timing          INTEGER NOT NULL,
    service_start   INTEGER NOT NULL,
    service_end     INTEGER NOT NULL,
    due             INTEGER NOT NULL,
    posted          INTEGER NOT NULL,
    known           INTEGER NOT NULL,
    customer        TEXT NOT NULL,
    location        TEXT NOT NULL,
    tags            TEXT NOT NULL,
    quantity        TEXT NOT NULL, -- exact decimal
    estimated       INTEGER NOT NULL,
    route           INTEGER NOT NULL REFERENCES daybook_route (id),
    amount_currency TEXT NOT NULL,
    scale           INTEGER NOT NULL, -- of the amounts booked: units of 10^-scale
    levels          INTEGER NOT NULL, -- that there are; zero beyond
    units_0 INTEGER NOT NULL, units_1 INTEGER NOT NULL, units_2 INTEGER NOT NULL, units_3 INTEGER NOT NULL,
    units_4 INTEGER NOT NULL, units_5 INTEGER NOT NULL, units_6 INTEGER NOT NULL, units_7 INTEGER NOT NULL,
    -- raw less booked, in units of 10^-max(12, scale)
    rest_0 INTEGER NOT NULL, rest_1 INTEGER NOT NULL, rest_2 INTEGER NOT NULL, rest_3 INTEGER NOT NULL,
    rest_4 INTEGER NOT NULL, rest_5 INTEGER NOT NULL, rest_6 INTEGER NOT NULL, rest_7 INTEGER NOT NULL,
    -- in the currency in which the level settles, where that is another
    settled_0 INTEGER NOT NULL, settled_1 INTEGER NOT NULL, settled_2 INTEGER NOT NULL, settled_3 INTEGER NOT NULL,
    settled_4 INTEGER NOT NULL, settled_5 INTEGER NOT NULL, settled_6 INTEGER NOT NULL, settled_7 INTEGER NOT NULL,
    UNIQUE (book, subscription, start, plan, charge, component, currency, n)
) STRICT;

-- What each party may see of a book, numbered from 1 in the order of commits.
CREATE TABLE daybook_feed (
    id     INTEGER PRIMARY KEY,
    book   INTEGER NOT NULL,
    party  TEXT NOT NULL, -- empty: the operator, who sees all
    length INTEGER NOT NULL,
    UNIQUE (book, party)
) STRICT;

CREATE TABLE daybook_feed_row (
    feed    INTEGER NOT NULL REFERENCES daybook_feed (id),
    ordinal INTEGER NOT NULL,
    row     INTEGER NOT NULL REFERENCES daybook_row (id),
    PRIMARY KEY (feed, ordinal)
) STRICT, WITHOUT ROWID;

-- Who charges whom, at which level of a chain.
CREATE TABLE daybook_side (
    id       INTEGER PRIMARY KEY,
    book     INTEGER NOT NULL,
    level    INTEGER NOT NULL, -- counted from the vendor, 0 on
    back     INTEGER NOT NULL, -- counted from the customer, -1 down
    seller   TEXT NOT NULL,
    buyer    TEXT NOT NULL,
    currency TEXT NOT NULL,
    first    INTEGER NOT NULL, -- the first and the last posting of its rows
    last     INTEGER NOT NULL,
    UNIQUE (book, level, seller, buyer, currency, back)
) STRICT;
CREATE INDEX daybook_side_back ON daybook_side (book, back, seller, buyer, currency);

-- The rows that are on no invoice, a side each, in the order of keys.
CREATE TABLE daybook_unbilled (
    side         INTEGER NOT NULL REFERENCES daybook_side (id),
    subscription TEXT NOT NULL,
    plan         TEXT NOT NULL,
    charge       TEXT NOT NULL,
    component    TEXT NOT NULL,
    start        INTEGER NOT NULL,
    n            INTEGER NOT NULL,
    posted       INTEGER NOT NULL,
    row          INTEGER NOT NULL REFERENCES daybook_row (id),
    PRIMARY KEY (side, subscription, plan, charge, component, start, n)
) STRICT, WITHOUT ROWID;
