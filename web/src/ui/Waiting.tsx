import { Center, Loader } from '@mantine/core'

export function Waiting() {
  return (
    <Center py="xl">
      <Loader />
    </Center>
  )
}
