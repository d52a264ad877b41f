"""The XML of Word documents, element by element. What is said in it is escaped here, and nowhere else."""

from __future__ import annotations

from html import escape

from documents.editable.notice import plain

__all__ = ["tag", "text_tag"]


def tag(name: str, /, *content: str, **values: object) -> str:
    """Return an element of Word's own namespace, with what it holds and its attributes of the same namespace."""
    own = "".join(f' w:{key}="{escape(plain(str(value)))}"' for key, value in values.items())
    return f"<w:{name}{own}>{''.join(content)}</w:{name}>" if content else f"<w:{name}{own}/>"


def text_tag(name: str, text: str) -> str:
    """Return an element that holds a text, whose spaces count."""
    return f'<w:{name} xml:space="preserve">{escape(plain(text), quote=False)}</w:{name}>'
