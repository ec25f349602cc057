// Delivers the answers of the API one by one, with the page drawn between them: the first asked for first, or the last.
// Every frame it looks where what can be pressed is, and `moved` names whatever of it is no longer where it was.
;(() => {
  const send = window.fetch.bind(window)
  const waiting = []
  let isBusy = false

  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  async function drawn() {
    // What an answer sets off is drawn in the frame after the one in which it is worked out.
    for (let i = 0; i < 3; i++) await frame()
  }
  async function deliver() {
    isBusy = true
    while (waiting.length > 0) {
      await drawn()
      await (window.isLastFirst ? waiting.pop() : waiting.shift())()
    }
    await drawn()
    isBusy = waiting.length > 0
    if (isBusy) void deliver()
  }
  window.fetch = (request, options) => {
    const answer = send(request, options)
    if (!String(request.url ?? request).includes('/api/')) return answer
    return new Promise((resolve, reject) => {
      waiting.push(() => answer.then(resolve, reject))
      if (!isBusy) void deliver()
    })
  }
  window.hasAnswers = () => !isBusy

  window.moved = []
  let before = new Map()
  function look() {
    const now = new Map()
    const open = document.querySelector('dialog[open]') ?? document
    for (const element of open.querySelectorAll('a[href], button, input, select, summary')) {
      const { left, top, bottom } = element.getBoundingClientRect()
      if (bottom <= 0 || top >= innerHeight || !element.checkVisibility({ visibilityProperty: true })) continue
      now.set(element, [left, top])
      const [oldLeft, oldTop] = before.get(element) ?? [left, top]
      if (Math.hypot(left - oldLeft, top - oldTop) < 1) continue
      const name = element.getAttribute('aria-label') ?? element.textContent
      window.moved.push(`${element.tagName} ${name}: ${[oldLeft, oldTop]} -> ${[left, top]}`)
    }
    before = now
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})()
