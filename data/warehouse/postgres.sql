-- The canonical tables of OpsIQ on PostgreSQL. Views over tables of your own, with these names and columns, serve as
-- well. Amounts and prices are minor units (cents) of the row's currency, timestamps UTC. docs/warehouse.md says which
-- columns may be left out and what a cluster needs.

create table customers (
  customer_id text primary key,
  name text,
  email text,
  region text,
  country text,
  tier text,
  segment text,
  currency text not null,
  status text not null check (status in ('active', 'churned')),
  created_at timestamp not null
);

create table subscriptions (
  subscription_id text not null,
  customer_id text not null,
  tier text,
  seats bigint not null,
  unit_price_cents double precision not null,
  billing_period text not null check (billing_period in ('month', 'year')),
  discount_pct double precision,
  discount_ends_on date,
  included_units double precision,
  overage_unit_price_cents double precision,
  currency text not null,
  status text not null check (status in ('active', 'trialing', 'paused', 'past_due', 'canceled')),
  started_on date not null,
  trial_ends_on date,
  canceled_on date,
  valid_from date,
  valid_to date
);

create table invoices (
  invoice_id text primary key,
  customer_id text not null,
  subscription_id text not null,
  tier text,
  quantity bigint not null,
  period_start date not null,
  period_end date not null,
  issued_on date not null,
  due_on date,
  expected_amount_cents bigint,
  billed_amount_cents bigint not null,
  currency text not null,
  status text not null check (status in ('draft', 'open', 'paid', 'void', 'uncollectible')),
  paid_on date
);

create table payments (
  payment_id text primary key,
  invoice_id text,
  customer_id text not null,
  amount_cents bigint not null,
  currency text not null,
  status text not null check (status in ('succeeded', 'failed', 'pending', 'disputed')),
  method text,
  failure_reason text,
  paid_at timestamp not null
);

create table refunds (
  refund_id text primary key,
  payment_id text,
  invoice_id text,
  customer_id text not null,
  amount_cents bigint not null,
  currency text not null,
  kind text not null check (kind in ('refund', 'credit')),
  reason text,
  issued_by text,
  approved_by text,
  note text,
  refunded_at timestamp not null
);

create table usage_events (
  event_id text primary key,
  customer_id text not null,
  subscription_id text not null,
  metric text,
  quantity double precision not null,
  occurred_at timestamp not null
);

create table signal_events (
  signal_id text primary key,
  source text,
  kind text,
  severity text,
  title text,
  message text,
  metric text,
  value double precision,
  baseline double precision,
  region text,
  customer_id text,
  occurred_at timestamp not null
);

create index on subscriptions (subscription_id);
create index on invoices (subscription_id, period_start);
create index on invoices (issued_on);
create index on payments (paid_at);
create index on refunds (customer_id, currency, amount_cents);
create index on refunds (refunded_at);
create index on usage_events (subscription_id, occurred_at);
create index on usage_events (occurred_at);
create index on signal_events (customer_id);

-- Foreign keys that the server holds spare OpsIQ the search for rows that name a key which is not there. A cluster
-- takes only those along its distribution column: leave the others out there.
alter table subscriptions add foreign key (customer_id) references customers;
alter table invoices add foreign key (customer_id) references customers;
alter table payments add foreign key (invoice_id) references invoices;
alter table payments add foreign key (customer_id) references customers;
alter table refunds add foreign key (payment_id) references payments;
alter table refunds add foreign key (invoice_id) references invoices;
alter table refunds add foreign key (customer_id) references customers;
alter table usage_events add foreign key (customer_id) references customers;
alter table signal_events add foreign key (customer_id) references customers;
