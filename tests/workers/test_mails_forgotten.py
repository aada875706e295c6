"""The mails of somebody who was erased are taken away, and nobody else's."""

from email.message import EmailMessage
from pathlib import Path

from workers.embedded.mail import MailCatcher, forget_mails

MARKS = ("Ana Lima", "ana@halden.example", "42")


def mail(folder: Path, number: int, to: str, text: str) -> Path:
    message = EmailMessage()
    message["To"], message["Subject"] = to, "Your turn"
    message.set_content(text, cte="base64")
    path = folder / f"{number:06d}.eml"
    path.write_bytes(f"X-Envelope-To: {to}\n".encode() + message.as_bytes())
    return path


async def test_mails_to_somebody_and_about_them_are_taken_away(tmp_path: Path) -> None:
    to_them = mail(tmp_path, 1, "ana@halden.example", "It is your turn.")
    about = mail(tmp_path, 2, "bo@halden.example", "Rate Ana Lima by Friday.")
    other = mail(tmp_path, 3, "bo@halden.example", "Rate Ana Limander, number 4211.")
    catcher = MailCatcher(tmp_path, 0)
    await catcher.start()
    assert forget_mails(tmp_path, MARKS) == 2
    await catcher.stop()
    assert [each.exists() for each in (to_them, about, other)] == [False, False, True]
    assert [each.number for each in catcher.caught] == [3]
    assert forget_mails(tmp_path, ()) == 0
