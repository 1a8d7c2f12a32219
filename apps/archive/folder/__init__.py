"""An archive in a folder: files named by their hash, found through an SQLite index beside them."""

from apps.archive.folder.archive import FolderArchive

__all__ = ["FolderArchive"]
