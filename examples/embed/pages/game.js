import { server, token } from './parley.js'

const canvas = document.querySelector('canvas')
const chat = document.querySelector('parley-room')
const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const at = { x: 5, y: 5 }

const draw = () => {
  const context = canvas.getContext('2d')
  context.clearRect(0, 0, canvas.width, canvas.height)
  context.fillStyle = '#ffd166'
  context.fillRect(at.x * 20, at.y * 10, 20, 10)
}

/** As many games do, it hears keys wherever they are pressed: those of the chat do not come here. */
addEventListener('keydown', (event) => {
  const step = steps[event.key]
  if (event.key === 'Enter') chat.focus()
  else if (step) {
    at.x += step[0]
    at.y += step[1]
    draw()
  } else return
  event.preventDefault()
})

/** Escape in the chat leads back to what had the focus, and else here. */
chat.addEventListener('parley-leave', () => {
  if (document.activeElement === document.body) canvas.focus()
})

chat.server = server
chat.room = new URLSearchParams(location.search).get('room')
chat.token = token
draw()
canvas.focus()
