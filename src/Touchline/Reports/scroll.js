'use strict';
// What doesn't fit its panel scrolls inside it; where bars aren't shown, nothing else would tell.
for (const box of document.querySelectorAll('.scroll')) {
  const hint = document.createElement('p');
  hint.className = 'note swipe';
  hint.textContent = 'Scroll the table sideways for the rest of it →';
  hint.hidden = true;
  box.after(hint);
  const tell = () => {
    hint.hidden = box.scrollWidth <= box.clientWidth + 1;
    box.classList.toggle('onward', box.scrollLeft + box.clientWidth < box.scrollWidth - 1);
  };
  box.addEventListener('scroll', tell, { passive: true });
  new ResizeObserver(tell).observe(box);
  new MutationObserver(tell).observe(box, { childList: true });
  tell();
}
