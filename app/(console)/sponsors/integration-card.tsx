import { ModeChip } from "@/app/_components/chips";
import { CopyButton } from "@/app/_components/copy-button.client";
import { JsonBlock } from "@/app/_components/json-block";
import { Mark } from "@/app/_components/marks";
import type { Begun } from "@/app/_components/use-more.client";
import type { IntegrationActivity, IntegrationStatus } from "@/lib/contract/integration";
import { ActivityList } from "./activity-list.client";
import { formatCurl, formatHttp } from "./format-request";
import styles from "./sponsors.module.css";

const HEALTH: Record<IntegrationStatus["health"], { word: string; tone: string }> = {
  ok: { word: "ok", tone: "good" },
  failing: { word: "failing", tone: "crit" },
  unused: { word: "not used yet", tone: "" },
};

export interface IntegrationCardProps {
  sponsor: IntegrationStatus;
  activity: Begun<IntegrationActivity>;
  pageSize: number;
}

/** One integration: mode and why, settings by name only, its request, its log. */
export function IntegrationCard({ sponsor, activity, pageSize }: IntegrationCardProps) {
  const health = HEALTH[sponsor.health];
  return (
    <section className="card" aria-label={sponsor.title}>
      <header>
        <h2>{sponsor.title}</h2>
        <ModeChip mode={sponsor.mode} />
        <span className={`chip ${health.tone}`}>{health.word}</span>
        <span className="grow" />
        <span className="xs faint num">{sponsor.calls === 1 ? "1 call" : `${sponsor.calls} calls`}</span>
      </header>
      <div className={`pad ${styles.body}`}>
        <p>{sponsor.role}</p>
        {sponsor.reason && <p className="sm muted">{sponsor.reason}</p>}
        {sponsor.lastError && <p className="note bad">{sponsor.lastError}</p>}
        <ul className={styles.settings} aria-label={`Settings of ${sponsor.title}`}>
          {sponsor.settings.map((setting) => (
            <li key={setting.name} className="chip mono">
              {setting.set && <Mark name="check" />}
              {setting.name} {setting.set ? "set" : setting.required ? "not set" : "not set, optional"}
            </li>
          ))}
        </ul>
        <h3>{sponsor.mode === "real" ? "The request it sends" : "The request it would send"}</h3>
        <JsonBlock value={formatHttp(sponsor.request)} label={`Request of ${sponsor.title}`} />
        <div className="row">
          <CopyButton label="Copy as curl" text={formatCurl(sponsor.request)} />
        </div>
        <h3>Activity</h3>
        <ActivityList integration={sponsor.id} begun={activity} pageSize={pageSize} />
      </div>
    </section>
  );
}
