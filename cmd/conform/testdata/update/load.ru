LOAD <before.ttl>
