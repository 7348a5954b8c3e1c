/** Whole months since year 0 of a date or timestamp: equal in two days of one calendar month. */
export function monthNumber(day: string): string {
  return `cast(extract(year from ${day}) * 12 + extract(month from ${day}) as integer)`;
}

/**
 * CTE `versions`: versions with the days they are in force, [from_day, to_day), numbered in the order they took force.
 * `owes` is false while paused and in a trial without an end; `versions_in_all` counts those of the subscription.
 */
export const VERSION_CTES = `dated_versions as (
  select s.*, status <> 'paused' and not (status = 'trialing' and trial_ends_on is null) as owes,
         status = 'trialing' and trial_ends_on is null as unpriced_trial,
         greatest(started_on, coalesce(valid_from, started_on), coalesce(trial_ends_on, started_on)) as from_day,
         least(coalesce(valid_to, cast('9999-12-31' as date)), coalesce(canceled_on, cast('9999-12-31' as date)))
           as to_day
  from subscriptions s
),
versions as materialized (
  select v.*, row_number() over (partition by subscription_id order by from_day, valid_from nulls first, to_day)
           as version_no,
         count(*) over (partition by subscription_id) as versions_in_all
  from dated_versions v
  where from_day < to_day
)`;

/** CTE `latest_versions`: the row of each subscription that took force last, in force or not. */
export const LATEST_VERSION_CTE = `latest_versions as (
  select * from (
    select s.*, row_number() over (partition by subscription_id
             order by coalesce(valid_from, started_on) desc, started_on desc) as recency
    from subscriptions s
  ) ranked where recency = 1
)`;
