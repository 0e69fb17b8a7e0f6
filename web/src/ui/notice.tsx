import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'

export interface NoticeAction {
  text: string
  run: () => void
}

interface Notice {
  /** What it is about: a newer notice takes the place of the one that is shown. */
  id: string
  /** What went wrong is red, and stays until it is read. */
  color: 'red' | 'teal'
  message: string
  action?: NoticeAction | undefined
}

/** Says what came of something, and what can be done about it. */
export function notice({ id, color, message, action }: Notice): void {
  notifications.hide(id)
  notifications.show({
    id,
    color,
    message: (
      <>
        <Text size="sm">{message}</Text>
        {action && (
          <Group mt="xs">
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                notifications.hide(id)
                action.run()
              }}
            >
              {action.text}
            </Button>
          </Group>
        )}
      </>
    ),
    ...(color === 'red' && { autoClose: false }),
  })
}
