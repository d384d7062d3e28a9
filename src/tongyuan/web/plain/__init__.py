"""Plain pages for the public: written out on the server, kept by any cache, without scripts or sockets."""
