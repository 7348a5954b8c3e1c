import { TABLES } from "../contract/tables";

/** The tables SQL that a model wrote may read: the analytic ones and nothing of the engine's own catalogue. */
export const ALLOWED_TABLES: ReadonlySet<string> = new Set(TABLES.map((table) => table.name));

/** Functions it may call: pure, bounded in their output by their input, and blind to settings, files and catalogues. */
export const ALLOWED_FUNCTIONS: ReadonlySet<string> = new Set(
  `+ - * / // % ** ^ || ~~ !~~ ~~* !~~* && is_not_distinct_from
  abs ceil ceiling floor round trunc sign sqrt ln log log10 log2 exp pow power greatest least mod
  coalesce nullif ifnull if
  count count_star count_if sum avg mean min max median mode stddev stddev_samp stddev_pop variance var_samp var_pop
  quantile_cont quantile_disc percentile_cont percentile_disc mad arg_min arg_max min_by max_by first last any_value
  bool_and bool_or corr covar_pop covar_samp regr_slope regr_intercept approx_count_distinct product sum_no_overflow
  row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value
  lower upper trim ltrim rtrim length strlen substr substring left right replace concat concat_ws contains prefix
  suffix starts_with ends_with strpos instr position split_part reverse like_escape not_like_escape ilike_escape
  not_ilike_escape
  date_trunc date_part datepart date_diff datediff date_sub datesub date_add extract year month day quarter week
  weekday dayofweek isodow dayofyear weekofyear hour minute second epoch strftime last_day monthname dayname make_date
  to_days to_months to_years to_weeks to_hours to_minutes age`
    .split(/\s+/)
    .filter(Boolean),
);

/** Types it may cast to. */
export const ALLOWED_TYPES: ReadonlySet<string> = new Set(
  `BOOLEAN TINYINT SMALLINT INTEGER BIGINT HUGEINT FLOAT DOUBLE DECIMAL VARCHAR DATE TIME TIMESTAMP INTERVAL
  TIMESTAMP_TZ`.split(/\s+/),
);
