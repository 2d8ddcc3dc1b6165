import './settings.css';
import { useState } from 'react';
import { useMay, useSession } from '../../api/client';
import { useProgram, useStatus } from '../../api/queries';
import { lasting } from '../../format/format';
import { setTheme, useTheme } from '../../shell/theme';
import { Button, Page, Panel, TabPanel, Tabs } from '../../ui/basics';
import { Configuration } from './Configuration';
import { Password } from './Password';
import { Users } from './Users';

type Tab = 'own' | 'users' | 'configuration';

/** What is one's own, who comes in, and how the program was started. */
export default function Settings() {
  const isAdmin = useMay('admin');
  const [tab, setTab] = useState<Tab>('own');
  return (
    <Page title="Settings">
      {isAdmin && <Tabs label="Settings" value={tab} onChange={setTab} tabs={[['own', 'You and this page'], ['users', 'Users'], ['configuration', 'Configuration']]} />}
      {isAdmin ? (
        <TabPanel label="Settings" value={tab}>
          {tab === 'users' ? <Users /> : tab === 'configuration' ? <Configuration /> : <Own />}
        </TabPanel>
      ) : (
        <Own />
      )}
    </Page>
  );
}

function Own() {
  return (
    <div className="columns">
      <div className="stack">
        <You />
        <Password />
      </div>
      <About />
    </div>
  );
}

function You() {
  const user = useSession(s => s.user);
  const { theme } = useTheme();
  return (
    <Panel title="You" padded>
      <dl className="pairs">
        <dt>Name</dt>
        <dd>{user?.username ?? '–'}</dd>
        <dt>Role</dt>
        <dd>{user?.role ?? '–'}</dd>
        <dt>Login holds until</dt>
        <dd>{user ? `${user.expires_at.replace('T', ' ').replace('Z', '')} UTC` : '–'}</dd>
        <dt>Theme</dt>
        <dd>
          <span className="settings-acts" role="group" aria-label="Theme">
            {(['dark', 'light'] as const).map(t => (
              <Button key={t} small aria-pressed={theme === t} onClick={() => setTheme(t)}>
                {t}
              </Button>
            ))}
          </span>
        </dd>
      </dl>
    </Panel>
  );
}

const credits: [name: string, what: string, licence: string, link: string][] = [
  ['TradingView Lightweight Charts™', 'the charts, © TradingView, Inc.', 'Apache 2.0', 'https://www.tradingview.com/'],
  ['React, React Router, TanStack Query, Table and Virtual, Zustand', 'the page', 'MIT', 'https://react.dev/'],
  ['CodeMirror', 'the code editor', 'MIT', 'https://codemirror.net/'],
  ['Lucide', 'icons', 'ISC', 'https://lucide.dev/'],
  ['Inter, JetBrains Mono', 'typefaces', 'OFL 1.1', 'https://rsms.me/inter/'],
];

function About() {
  // Where something else answers at the root, nothing is said of the program.
  const told = useProgram().data, program = typeof told === 'object' ? told : undefined, status = useStatus().data;
  return (
    <Panel title="About" padded>
      <div className="stack">
        <dl className="pairs">
          <dt>Program</dt>
          <dd>{program ? `Touchline ${program.version}` : 'Touchline'}</dd>
          <dt>Session</dt>
          <dd>{status ? `${status.session}, ${status.mode}` : '–'}</dd>
          <dt>Up for</dt>
          <dd>{program ? lasting(program.uptime_seconds) : status ? lasting(status.seconds) : '–'}</dd>
          <dt>HTTP interface</dt>
          <dd>
            <a href="/docs">every endpoint, to read and to try</a>
          </dd>
        </dl>
        <h3 className="settings-head">Made with</h3>
        <ul className="plain-list">
          {credits.map(([name, what, licence, link]) => (
            <li key={name}>
              <a href={link} target="_blank" rel="noreferrer">
                {name}
              </a>
              <div className="muted">
                {what} · {licence}
              </div>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}
