"""Static files under names that tell their content, so that browsers may keep them for ever."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage that also follows the imports of our own script modules.

    Django's switch for all modules stumbles over examples in the comments of other packages' scripts.
    """

    patterns: Any = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("prasan/*.js", (('(?P<matched>from "(?P<url>[./][^"]+)")', 'from "%(url)s"'),)),
    )
