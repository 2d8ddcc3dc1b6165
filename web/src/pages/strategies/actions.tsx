import { useState } from 'react';
import { Link } from 'react-router';
import { Problem, ask, post } from '../../api/client';
import { again } from '../../api/queries';
import type { Strategy } from '../../api/types';
import { Notice } from '../../ui/basics';
import { confirm, dismiss } from '../../ui/Dialog';
import { attempt, say } from '../../ui/Toasts';
import { Holding, PositionText, besideOf, isBuiltIn, isDeleted, isOn, operator, pageOf, pathOf, plural, versionText } from './parts';

type Choice = 'keep' | 'close' | 'pause';

// A compiler may have to run first, on a machine that is busy.
const compilingMs = 100_000;

function changed(): void {
  again('/strategies', '/bot', '/trading');
}

/** Radio buttons over a question; the question's act reads what was chosen. */
function Choices({ label, first, choices, onChange }: { label: string; first: Choice; choices: readonly (readonly [value: Choice, title: string, text: string])[]; onChange: (value: Choice) => void }) {
  const [chosen, setChosen] = useState(first);
  return (
    <fieldset className="strategies-choices">
      <legend>{label}</legend>
      {choices.map(([value, title, text]) => (
        <label key={value} className={value === chosen ? 'chosen' : ''}>
          <input
            type="radio"
            name="strategies-choice"
            checked={value === chosen}
            onChange={() => {
              setChosen(value);
              onChange(value);
            }}
          />
          <span>
            <b>{title}</b>
            <span className="muted">{text}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** What the question was asked of; null: it isn't stored. */
function seenOf({ stored }: Strategy): string | null {
  return stored?.revision === undefined ? null : `"${stored.revision}"`;
}

// What was stored meanwhile was seen by nobody who says yes here.
function explain(error: unknown): never {
  throw error instanceof Problem && error.status === 412 ? new Problem(412, 'Somebody changed it since you were asked: nothing was started. Go back, look at what is stored now, and ask again.') : error;
}

/** Starts it at once where that only lets it go on; asks where new code begins. */
export function askToStart(strategy: Strategy): void {
  const { id, state, stored } = strategy;
  const beside = besideOf(id);
  if (beside && state !== 'paused') {
    askToStartBeside(beside.id, beside.version);
    return;
  }
  const start = () => ask(pathOf(id, 'start'), { method: 'POST', body: {}, etag: seenOf(strategy), once: true, timeoutMs: compilingMs }).catch(explain).finally(changed);
  if (state === 'paused') {
    void attempt(start, `${id} trades again.`);
    return;
  }
  confirm({
    title: `Start ${id}`,
    text: (
      <div className="stack">
        <p>
          {stored ? `Version ${stored.version} is compiled and begins to trade in this session` : 'It begins to trade in this session'}
          {strategy.positions.length > 0 && (
            <>
              , with the position that it has (<PositionText strategy={strategy} />)
            </>
          )}
          . It is called with the market and may place orders within its limits and the account’s.
        </p>
        {stored && !stored.open_positions && <p>It may only reduce positions: “may open positions” is off.</p>}
        {strategy.failure && <Notice tone="warn">It failed before: {strategy.failure}</Notice>}
      </div>
    ),
    verb: 'Start',
    help: error => <WhereMended id={id} error={error} />,
    act: async () => {
      await start();
      say('good', `${id} runs.`);
    },
  });
}

/** The tab that what is refused is mended in. */
function WhereMended({ id, error }: { id: string; error: unknown }) {
  if (!(error instanceof Problem) || error.status !== 422) return null;
  const tab = /doesn't compile/.test(error.message) ? 'code' : Object.keys(error.fields).length > 0 || /\bparameter/.test(error.message) ? 'parameters' : null;
  return (
    tab && (
      <p>
        <Link to={pageOf(id, tab)} onClick={dismiss}>
          {tab === 'code' ? 'Its code' : 'Its parameters'}
        </Link>
      </p>
    )
  );
}

export function askToStop(strategy: Strategy): void {
  const { id } = strategy;
  const canPause = isBuiltIn(strategy.version) && strategy.state === 'running';
  const isRunning = isOn(strategy);
  let choice: Choice = isRunning ? 'keep' : 'close';
  confirm({
    title: isRunning ? `Stop ${id}` : `Close the position of ${id}`,
    text: (
      <div className="stack">
        <p>
          {isRunning ? 'Its quotes and orders are cancelled, and it places nothing more.' : 'It has stopped.'} <Holding strategy={strategy} />.
        </p>
        {isRunning ? (
          <Choices
            label="Its position"
            first="keep"
            onChange={value => (choice = value)}
            choices={[
              ['keep', 'Stop, keep the position', 'It stays as it is, with the brackets that protect it. Nobody manages it until the strategy is started again.'],
              ['close', 'Stop, close the position', 'Brackets end too, and the position is closed at the market. What isn’t closed within a minute stays, and is told.'],
              ...(canPause ? ([['pause', 'Pause only', 'It still sees the market and goes on where it is when it is started again.']] as const) : []),
            ]}
          />
        ) : (
          <p>What it still holds is closed at the market, at whatever price that gives.</p>
        )}
      </div>
    ),
    verb: isRunning ? 'Stop' : 'Close position',
    isDangerous: true,
    act: async () => {
      await post(pathOf(id, 'stop'), choice === 'pause' ? {} : { position: choice }).finally(changed);
      say('good', choice === 'close' ? `${id} has stopped; its position is being closed.` : choice === 'pause' ? `${id} is paused.` : `${id} has stopped; its position stays.`);
    },
  });
}

/** All that trade, by one request. */
export function askToPauseAll(running: readonly Strategy[]): void {
  const elsewhere = running.some(s => /-(own|process)$/.test(s.version));
  confirm({
    title: 'Pause all strategies',
    text: (
      <div className="stack">
        <p>
          {running.map(s => s.id).join(', ')}: quotes and orders are cancelled, and none place anything until they are resumed. They still see the market. Positions stay, with the brackets that protect them
          {elsewhere && ', but for strategies in threads and processes of their own, whose brackets are cancelled too'}.
        </p>
        <p className="muted">Orders by hand stay and can be placed. Kill ends those too.</p>
      </div>
    ),
    verb: 'Pause all',
    isDangerous: true,
    act: async () => {
      await post('/bot/stop').finally(changed);
      say('good', 'All strategies are paused.');
    },
  });
}

export function askToResumeAll(paused: readonly Strategy[]): void {
  confirm({
    title: 'Resume all strategies',
    text: <p>{paused.map(s => s.id).join(', ')}: what is paused trades again at once, within its limits and the account’s.</p>,
    verb: 'Resume all',
    act: async () => {
      await post('/bot/start').finally(changed);
      say('good', 'All strategies trade again.');
    },
  });
}

export function askToReload(strategy: Strategy): void {
  const { id, stored } = strategy;
  let choice: Choice = 'keep';
  confirm({
    title: `Reload ${id} into the running session`,
    text: (
      <div className="stack">
        <p>
          {stored ? `Version ${stored.version}` : 'Its newest code'} is compiled and takes the place of {versionText(strategy.version)}, while the session trades. For 5 s it only looks on; if it throws in that time, nothing changes. If it throws in its
          first 5 s in place, {versionText(strategy.version)} comes back. Parameters keep their values.
        </p>
        <Choices
          label="Orders and position"
          first="keep"
          onChange={value => (choice = value)}
          choices={[
            ['keep', 'Keep', 'It takes over orders and position at one moment: quotes keep their place in the queue until it says otherwise.'],
            ['close', 'Close first', 'The old version places nothing more, its orders are cancelled and its position is closed at the market. Then the new one begins. If that takes over a minute, the old one goes on.'],
          ]}
        />
        <p className="muted">
          <Holding strategy={strategy} /> and has {plural(strategy.orders_live, 'open order')}.
        </p>
      </div>
    ),
    verb: 'Reload',
    help: error => <WhereMended id={id} error={error} />,
    act: async () => {
      await ask(pathOf(id, 'reload'), { method: 'POST', body: { position: choice }, etag: seenOf(strategy), once: true, timeoutMs: compilingMs }).catch(explain).finally(changed);
      say('good', `${id}: the new version warms up.`);
    },
  });
}

/** Begins a version beside others of its strategy. */
export function askToStartBeside(id: string, version: number): void {
  confirm({
    title: `Start version ${version} beside ${id}`,
    text: (
      <p>
        It trades in a place of its own, <b>{`${id}.V${version}`}</b>, on the same market and account, with limits and a profit and loss of its own. It has no limits yet but the account’s: set its share of the money under Risk.
      </p>
    ),
    verb: 'Start beside',
    act: async () => {
      await ask(pathOf(id, 'versions', version, 'start'), { method: 'POST', body: {}, once: true, timeoutMs: compilingMs }).finally(changed);
      say('good', `${id}.V${version} runs.`);
    },
  });
}

/** Why it can't be deleted now; undefined where it can. */
export function whyNotDeleted(strategy: Strategy, besides: readonly Strategy[]): string | undefined {
  if (!strategy.stored) return strategy.problem ? 'Its metadata is damaged: repair the file first' : 'It isn’t stored: there is nothing to delete';
  if (isOn(strategy)) return 'It runs: stop it first';
  const beside = besides.find(s => isOn(s) && s.id.startsWith(`${strategy.id}.V`));
  return beside ? `Its version ${beside.id} runs: stop that first` : undefined;
}

export function askToDelete(strategy: Strategy, done?: () => void): void {
  const { id } = strategy;
  confirm({
    title: `Delete ${id}`,
    text: (
      <div className="stack">
        <p>Its code and all its versions are deleted for good. There is no way to get them back. Fills and the audit log stay.</p>
        {strategy.positions.length > 0 && (
          <Notice tone="warn">
            Its place still holds <PositionText strategy={strategy} />. That stays; close it before, if nobody is to hold it.
          </Notice>
        )}
      </div>
    ),
    verb: 'Delete',
    isDangerous: true,
    typed: id,
    act: async () => {
      // Of the revision that was looked at: what somebody wrote meanwhile isn't thrown away unseen.
      await ask(pathOf(id), { method: 'DELETE', etag: seenOf(strategy), once: true });
      say('good', `${id} is deleted.`);
      done?.();
      changed();
    },
  });
}

/** Changes what is said of a stored strategy besides its code. */
export async function putMetadata(strategy: Strategy, change: { enabled?: boolean; open_positions?: boolean; name?: string; symbol?: string; thread?: string }, done: string): Promise<void> {
  await attempt(() => ask(pathOf(strategy.id, 'metadata'), { method: 'PUT', body: change, etag: `"${strategy.stored?.revision}"` }), done);
  changed();
}

/** Turning it off so that it may only reduce is safe; turning it on lets it trade at once. */
export function setOpens(strategy: Strategy, opens: boolean): void {
  const put = () => putMetadata(strategy, { open_positions: opens }, opens ? `${strategy.id} may open positions.` : `${strategy.id} may only reduce its positions.`);
  if (!opens || !isOn(strategy)) {
    void put();
    return;
  }
  confirm({ title: `Let ${strategy.id} open positions`, text: <p>It runs: from now on it may open and enlarge positions again, within its limits.</p>, verb: 'Let it', act: put });
}

export function setThread(strategy: Strategy, thread: string): void {
  void putMetadata(strategy, { thread }, `From its next start or reload on ${strategy.id} runs in ${thread === 'engine' ? 'the engine’s thread' : 'a thread of its own'}.`);
}

export function setEnabled(strategy: Strategy, enabled: boolean): void {
  void putMetadata(strategy, { enabled }, enabled ? `${strategy.id} starts with every session from the next one on.` : `${strategy.id} no longer starts with the session.`);
}

/** Why it can't be switched; undefined where it can. */
export function whyNotSwitched(strategy: Strategy, adminOnly: string | undefined, traderOnly: string | undefined): string | undefined {
  if (strategy.id === operator) return 'People’s own orders: they have no code that could be stopped';
  if (strategy.problem && !isOn(strategy)) return strategy.problem;
  if (isDeleted(strategy) && !isOn(strategy)) return 'Its code was deleted; the place keeps its profit and loss until the session ends';
  if (isOn(strategy) || (isBuiltIn(strategy.version) && !strategy.stored)) return traderOnly;
  return adminOnly && `${adminOnly}: starting it runs its code on the program’s machine`;
}
