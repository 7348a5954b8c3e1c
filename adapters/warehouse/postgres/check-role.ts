import type { DataFault } from "@/lib/contract/dataset";
import { TABLES } from "@/lib/contract/tables";
import { sqlText } from "../sql-text";
import type { PostgresDb } from "./connection";

/** What a role that only reads must not be able to do, in the server's own words. */
const WRITES = ["INSERT", "UPDATE", "DELETE", "TRUNCATE"];
const COLUMN_WRITES = ["INSERT", "UPDATE"];

/**
 * The faults of a role that can write a canonical table, create in a schema of the search path, or is a superuser;
 * roles it may switch to count as its own.
 */
export async function findWriteFaults(db: PostgresDb): Promise<DataFault[]> {
  const tables = TABLES.map(({ name }) => `(${sqlText(name)})`).join(", ");
  const privileges = WRITES.map((write) => `(${sqlText(write)})`).join(", ");
  const rows = await db.query(
    `with roles as (
       select oid, rolname, rolsuper, rolname = current_user as is_own from pg_roles where rolname = current_user or pg_has_role(current_user, oid, 'MEMBER')
     ),
     relations as (
       select name, to_regclass(name) as relation from (values ${tables}) as v(name) where to_regclass(name) is not null
     )
     select cast(null as text) as place, r.rolname as role, 'be a superuser' as may, r.is_own from roles r where r.rolsuper
     union all
     select s.name, r.rolname, 'CREATE', r.is_own from roles r cross join unnest(current_schemas(false)) as s(name)
     where has_schema_privilege(r.oid, s.name, 'CREATE')
     union all
     select t.name, r.rolname, p.name, r.is_own from roles r cross join relations t cross join (values ${privileges}) as p(name)
     where has_table_privilege(r.oid, t.relation, p.name)
       or (p.name in (${COLUMN_WRITES.map(sqlText).join(", ")})
           and case when p.name in (${COLUMN_WRITES.map(sqlText).join(", ")})
                    then has_any_column_privilege(r.oid, t.relation, p.name) end)`,
  );
  const superuser = rows.find((row) => row.place === null);
  if (superuser) return [fault("the server", String(superuser.role), ["be a superuser"])];
  return [...Map.groupBy(rows, (row) => String(row.place))].map(([place, found]) =>
    fault(place, String((found.find((row) => row.is_own) ?? found[0])?.role), [
      ...new Set(found.map((row) => String(row.may))),
    ]),
  );
}

function fault(place: string, role: string, may: readonly string[]): DataFault {
  return {
    file: place,
    line: null,
    column: null,
    value: `role ${role} may ${may.join(", ")}`,
    expected: "a role that only reads; OPSIQ_WAREHOUSE_ALLOW_WRITE=1 accepts one that can write",
  };
}
