import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Dialog, Questions, confirm, dismiss } from './Dialog';
import { Toasts } from './Toasts';

let place: HTMLElement, root: Root;
const button = (text: string) => [...place.querySelectorAll('button')].find(b => b.textContent === text)!;
const press = (text: string) => act(async () => button(text).click());

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  // What jsdom hasn't.
  HTMLDialogElement.prototype.showModal = function () { this.open = true; };
  HTMLDialogElement.prototype.close = function () { this.open = false; };
  place = document.body.appendChild(document.createElement('div'));
  root = createRoot(place);
  await act(async () => root.render(<><Questions /><Toasts /></>));
});
afterEach(async () => {
  await act(async () => root.unmount());
  place.remove();
  vi.unstubAllGlobals();
});

async function ask(title: string) {
  let done!: () => void, fail!: (error: Error) => void;
  const end = new Promise<void>((resolve, reject) => {
    done = resolve;
    fail = reject;
  });
  await act(async () => confirm({ title, text: 'Sure?', verb: `Do ${title}`, act: () => end }));
  return { done: () => act(async () => done()), fail: (why: string) => act(async () => fail(new Error(why))) };
}
const title = () => place.querySelector('h2')?.textContent;

it('closes once it is done, and stays with what went wrong', async () => {
  const first = await ask('A');
  await press('Do A');
  await first.fail('no room');
  expect(title()).toBe('A');
  expect(place.textContent).toContain('no room');
  await press('Back');
  const second = await ask('B');
  await press('Do B');
  await second.done();
  expect(title()).toBeUndefined();
});

it('says what went wrong with a question that was closed meanwhile', async () => {
  const { fail } = await ask('A');
  await press('Do A');
  await press('Close');
  expect(title()).toBeUndefined();
  await fail('refused');
  expect(place.querySelector('.toasts')!.textContent).toContain('A: refused');
});

it('leaves the next question alone, also one of the same title', async () => {
  const first = await ask('A');
  await press('Do A');
  await press('Close');
  await ask('A');
  expect(button('Do A').disabled).toBe(false);
  await first.done();
  expect(title()).toBe('A');
});

it('has the focus at what went wrong, where the button lost it', async () => {
  const { fail } = await ask('A');
  await press('Do A');
  (document.activeElement as HTMLElement | null)?.blur();
  await fail('no room');
  expect(document.activeElement?.textContent).toBe('no room');
});

it('drops a question that is taken back', async () => {
  await ask('A');
  await act(async () => dismiss());
  expect(title()).toBeUndefined();
});

it('asks before what was typed is thrown away, and a click beside it does nothing', async () => {
  let isClosed = false;
  await act(async () => root.render(<><Dialog title="Form" unsaved onClose={() => (isClosed = true)}>Typed</Dialog><Questions /></>));
  const form = place.querySelector('dialog')!;
  await act(async () => form.dispatchEvent(new MouseEvent('mousedown', { bubbles: true })));
  expect(place.querySelectorAll('dialog')).toHaveLength(1);
  await act(async () => form.dispatchEvent(new Event('cancel', { cancelable: true })));
  await press('Back');
  expect(isClosed).toBe(false);
  await act(async () => form.dispatchEvent(new Event('cancel', { cancelable: true })));
  await press('Throw away');
  expect(isClosed).toBe(true);
});

it('closes by a click beside it where nothing was typed', async () => {
  let isClosed = false;
  await act(async () => root.render(<Dialog title="Form" onClose={() => (isClosed = true)}>Nothing</Dialog>));
  await act(async () => place.querySelector('dialog')!.dispatchEvent(new MouseEvent('mousedown', { bubbles: true })));
  expect(isClosed).toBe(true);
});
