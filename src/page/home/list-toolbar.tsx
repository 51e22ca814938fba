import type { ListChoice, ListOrder } from "./shown-analyses.ts";

const orders: Readonly<Record<ListOrder, string>> = {
  newest: "newest first",
  changed: "last changed first",
  title: "by title",
  progress: "least done first",
};

const states = ["running", "stalled", "incomplete", "cancelled", "complete"];

/** What of the list is shown. */
export function ListToolbar({
  choice,
  onChoose,
  hasName,
}: {
  choice: ListChoice;
  onChoose: (change: Partial<ListChoice>) => void;
  hasName: boolean;
}) {
  return (
    <div class="list-toolbar" role="search" aria-label="Analyses">
      <label>
        Search
        <input
          type="search"
          value={choice.search}
          onInput={({ currentTarget: { value } }) => {
            onChoose({ search: value });
          }}
        />
      </label>
      <label>
        Show
        <select
          value={choice.who}
          onChange={({ currentTarget: { value } }) => {
            onChoose({ who: value as ListChoice["who"] });
          }}
        >
          <option value="all">all{hasName ? ", mine first" : ""}</option>
          {hasName && <option value="mine">only mine</option>}
          <option value="people">by name</option>
        </select>
      </label>
      <label>
        Status
        <select
          value={choice.status}
          onChange={({ currentTarget: { value } }) => {
            onChoose({ status: value });
          }}
        >
          {["all", ...states].map((state) => (
            <option key={state}>{state}</option>
          ))}
        </select>
      </label>
      <label>
        Order
        <select
          value={choice.order}
          onChange={({ currentTarget: { value } }) => {
            onChoose({ order: value as ListOrder });
          }}
        >
          {Object.entries(orders).map(([order, label]) => (
            <option key={order} value={order}>
              {label}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
