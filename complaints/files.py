"""Files that citizens and officers send: what is taken, and how it is given back."""

from typing import Final

import filetype
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from complaints.models import Attachment
from wire.problems import NotValid, TooLarge

ALLOWED: Final = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "wav": "audio/x-wav",
}


def accepted_type(file: "UploadedFile[bytes]", name: str) -> str:
    """The type that content and name agree on; raises NotValid or TooLarge."""
    if (file.size or 0) > settings.MAX_FILE_BYTES:
        raise TooLarge(_("单个文件不得超过20MB"))
    if not file.size:
        raise NotValid.at("file", _("文件是空的"), "empty_file")
    expected = ALLOWED.get(name.rpartition(".")[2].lower())
    file.seek(0)
    kind = filetype.guess(file.read(8192))
    file.seek(0)
    if expected is None or kind is None or kind.mime != expected:
        raise NotValid.at(
            "file", _("只接受图片、PDF、Word、Excel、录音和录像，且扩展名须与内容一致"), "file_type"
        )
    return expected


def download(attachment: Attachment) -> FileResponse:
    """The stored bytes as an attachment that no browser runs or shows."""
    path = f"attachments/{attachment.key[:2]}/{attachment.key}"
    answer = FileResponse(default_storage.open(path), content_type="application/octet-stream")
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=attachment.name) or ""
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
