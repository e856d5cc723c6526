"""Files that people send: small ones stay in memory, large ones lie encrypted on the disk until the request is over."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from sinergi.foundation.files.services.veiling import VeiledFile

MOST_BYTES = 250_000_000
"""Of one file. No door takes more, and whoever is not signed in yet must not fill the disk."""


class VeiledUploadHandler(FileUploadHandler):
    """What Django's own handler writes to a named file in the clear."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.content = VeiledFile()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > MOST_BYTES:
            raise StopUpload(connection_reset=True)
        self.content.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        self.content.seek(0)
        return UploadedFile(
            io.BufferedReader(self.content), self.file_name, self.content_type, file_size, self.charset,
            self.content_type_extra,
        )  # fmt: skip

    def upload_interrupted(self) -> None:
        if hasattr(self, "content"):
            self.content.close()
