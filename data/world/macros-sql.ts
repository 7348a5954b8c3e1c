/**
 * Everything random is a hash of (what it decides, whose it is, the seed): the same at any size of the world, and
 * computed for whole columns at once. Returns one `create macro` a statement.
 * @param seed a checked integer; DuckDB's macros take no bound parameters.
 */
export function macrosSql(seed: number): string[] {
  return [
    // The outer hash mixes the bits that combining the inner ones leaves alike.
    `create macro u(what, whose) as cast(hash(hash(whose, what, ${seed})) >> 11 as double) / 9007199254740992.0`,
    "create macro ri(what, whose, low, high) as cast(low + floor(u(what, whose) * (high - low + 1)) as bigint)",
    "create macro add_months(day, n) as cast(day + to_months(cast(n as integer)) as date)",
    "create macro add_days(day, n) as day + cast(n as integer)",
    "create macro days_between(first, last) as cast(last - first as bigint)",
    "create macro overlap(f1, t1, f2, t2) as greatest(0, cast(least(t1, t2) - greatest(f1, f2) as bigint))",
    "create macro per_major(currency) as case currency when 'JPY' then 1 else 100 end",
    // Half up, in integers: exact for every amount of the world.
    "create macro half_up(n, d) as (2 * n + d) // (2 * d)",
    `create macro at_second(day, what, whose, low_hour, high_hour) as
       cast(day as timestamp) + to_seconds(ri(what, whose, low_hour * 3600, high_hour * 3600 - 1))`,
    `create macro region_of(cust) as case when cust = 0 then 'NA' when u('region', cust) < 0.32 then 'EMEA'
       when u('region', cust) < 0.66 then 'NA' when u('region', cust) < 0.86 then 'APAC' else 'LATAM' end`,
    `create macro currency_of(cust) as case region_of(cust)
       when 'EMEA' then case when u('currency', cust) < 0.6 then 'EUR' else 'GBP' end
       when 'APAC' then case when u('currency', cust) < 0.5 then 'JPY' else 'USD' end else 'USD' end`,
    `create macro list_price(tier, currency, kind) as (case kind when 'usage' then 3 else 1 end) * case currency
       when 'JPY' then case tier when 'Starter' then 2200 when 'Pro' then 4400 else 8800 end
       when 'EUR' then case tier when 'Starter' then 1400 when 'Pro' then 2800 else 5600 end
       when 'GBP' then case tier when 'Starter' then 1200 when 'Pro' then 2500 else 5000 end
       else case tier when 'Starter' then 1500 when 'Pro' then 3000 else 6000 end end`,
    `create macro allowance(tier, kind) as case when kind = 'seats' then
       case tier when 'Starter' then null when 'Pro' then 10000 else 60000 end
       else case tier when 'Starter' then 5000 when 'Pro' then 20000 else 100000 end end`,
    // Price of one unit above the allowance, in ten-thousandths of a minor unit: a thousand units cost whole ones.
    `create macro overage_price(tier, currency, kind) as case when kind = 'seats' and tier = 'Starter' then null
       else case currency when 'JPY' then 6000 when 'EUR' then 3800 when 'GBP' then 3200 else 4000 end
       - case tier when 'Starter' then 0 when 'Pro' then 500 else 1200 end end`,
    "create macro next_tier(tier) as case tier when 'Starter' then 'Pro' else 'Enterprise' end",
    "create macro lower_tier(tier) as case tier when 'Enterprise' then 'Pro' else 'Starter' end",
    // Business is slower in summer and busier before the year ends.
    `create macro season(day) as case extract(month from day) when 7 then 0.88 when 8 then 0.85 when 11 then 1.12
       when 12 then 1.2 when 1 then 1.05 else 1.0 end`,
  ];
}
