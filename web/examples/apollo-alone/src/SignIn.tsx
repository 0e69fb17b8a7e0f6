import { type SubmitEvent, useState } from 'react'

import { signIn, type User } from './client'

export function SignIn({ onSignedIn }: { onSignedIn: (user: User) => void }) {
  const [problem, setProblem] = useState<string>()

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    try {
      const answer = await signIn(String(form.get('email')), String(form.get('password')))
      if (typeof answer === 'string') setProblem(answer)
      else onSignedIn(answer)
    } catch (error) {
      setProblem(String(error))
    }
  }

  return (
    <form className="card" onSubmit={(event) => void submit(event)}>
      <h1>Bookings</h1>
      <label>
        Email <input name="email" type="email" autoComplete="username" required />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" required />
      </label>
      {problem && <p role="alert">{problem}</p>}
      <button>Sign in</button>
    </form>
  )
}
